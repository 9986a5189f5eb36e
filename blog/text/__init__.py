"""Words in, words out: cleaning, rendering, folding and naming, with no Flask and no database."""
