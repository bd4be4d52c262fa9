"""Paper: an executed notebook becomes one tagged PDF, set by Typst, without a browser.

``document`` reads the notebook into blocks, plain data that ``typeset`` hands to the templates
of ``templates/spro_paper``; no text of a notebook is ever read as markup. The other modules
read one kind of block each. Not done here: running the notebook, computing a figure.
"""
