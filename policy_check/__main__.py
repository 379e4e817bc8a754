"""``python -m policy_check``: the same as the command ``policy-check``."""

from policy_check.cli import main

if __name__ == "__main__":
    main()
