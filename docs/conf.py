"""How Sphinx builds the web edition; ``make book`` lays out its sources (tools/book_sources.py)."""

import sys
from pathlib import Path

from myst_nb.core.render import NbElementRenderer

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT / "tools"))

import links  # noqa: E402

REPOSITORY = links.repository()

project = "ResNet, block by block"
author = "the authors of ResNet, block by block"
copyright = "2026. Text and figures CC BY 4.0, code MIT"
version = release = REPOSITORY.version
language = "en"
add_module_names = False

extensions = ["myst_nb"]
exclude_patterns = ["_static"]
python_use_unqualified_type_names = True
default_role = "code"  # docstrings write `name` for a name
myst_enable_extensions = ["dollarmath", "amsmath"]
myst_heading_anchors = 3
nb_execution_mode = "off"  # what is shown is what the lessons store
nb_merge_streams = True
nb_code_prompt_show = "Show the solution"
nb_code_prompt_hide = "Hide the solution"
nb_ipywidgets_js = {}

# Everything a page loads lies beside it; build/book-source/_static holds MathJax.
mathjax_path = "mathjax/tex-chtml-full.js"
mathjax3_config = {"options": {"enableMenu": False}}
html_static_path = ["_static", "../build/book-source/_static"]
html_css_files = ["book.css"]
html_theme = "sphinx_book_theme"
html_title = project
html_use_index = html_domain_indices = False  # search finds more
html_copy_source = False
html_context = {"default_mode": "auto"}  # the system's theme, until one is chosen
html_show_sourcelink = False
html_theme_options = {
    "repository_url": REPOSITORY.address,
    "repository_branch": REPOSITORY.revision,
    "path_to_docs": "",
    "use_repository_button": True,
    "use_download_button": False,  # it would offer the notebook without its solution marks
    "launch_buttons": {"colab_url": links.COLAB},
    "home_page_in_toc": True,
    "navbar_persistent": [],  # the search field stands in the side bar
    "show_navbar_depth": 1,
    "show_toc_level": 2,
}


def with_alt_text(render_image):
    """Give a stored figure the text alternative and the width that resnets.plots.base.show stored with it."""

    def render(self, data):
        images = render_image(self, data)
        for image in images:
            about = data.output_metadata.get(data.mime_type, {})
            image["alt"] = about.get("alt", "")
            if "width" in about:  # stored at double density
                image["width"] = f"{about['width']}px"
        return images

    return render


NbElementRenderer.render_image = with_alt_text(NbElementRenderer.render_image)
