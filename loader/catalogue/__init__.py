"""A diagnostic code in, its entry out: one file per family, one entry per code.

PC1xx reading YAML · PC2xx form · PC3xx names, types, meaning · PC4xx versions · PC5xx text and quotes ·
PC6xx facts documents · PC9xx internal. To add a code, add one entry to its family's file and a page to
docs/diagnostics/.
"""

from __future__ import annotations

from loader.catalogue import dmn, drafts, facts, form, internal, meaning, reading, rules, scales, text, versions
from loader.catalogue.entry import Entry

CATALOGUE: dict[str, Entry] = {
    **reading.ENTRIES,
    **form.ENTRIES,
    **meaning.ENTRIES,
    **rules.ENTRIES,
    **dmn.ENTRIES,
    **scales.ENTRIES,
    **versions.ENTRIES,
    **text.ENTRIES,
    **drafts.ENTRIES,
    **facts.ENTRIES,
    **internal.ENTRIES,
}
