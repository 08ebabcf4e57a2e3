"""Leaves out what no page of this book uses, so that no page loads anything from another host; and mends one thing
for screen readers."""


def drop_scripts(app, page, template, context, doctree):
    """thebe runs code on a server elsewhere; the togglebutton is not used by any page."""
    unwanted = ("thebe", "togglebutton")
    for kind in ("script_files", "css_files"):
        context[kind] = [file for file in context.get(kind, []) if not any(word in str(getattr(file, "filename", file)) for word in unwanted)]


def mend_roles(app, page, template, context, doctree):
    """docutils gives the entries of a bibliography a role that WAI-ARIA has withdrawn."""
    if "body" in context:
        context["body"] = context["body"].replace('role="doc-biblioentry"', 'role="listitem"')


def setup(app):
    app.connect("html-page-context", drop_scripts, priority=900)
    app.connect("html-page-context", mend_roles)
    return {"version": "1", "parallel_read_safe": True, "parallel_write_safe": True}
