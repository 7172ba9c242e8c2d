"""The public pages that stand whatever is in the database, for whoever lists them."""

# In the order of the sitemap. A page with others below it ends in a slash too.
PAGES = (
    "/",
    "/policies/",
    "/privacy-notices/",
    "/leaflets/",
    "/resources/",
    "/your-choices/",
    "/how-we-share/",
    "/cameras/",
    "/impact-assessments/",
    "/candour/",
    "/concerns/new/",
    "/rights/new/",
    "/search/",
    "/contact/",
    "/accessibility/",
)
