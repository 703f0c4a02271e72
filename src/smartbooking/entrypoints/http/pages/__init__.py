"""What browsers get that is not the API: the web app, its files, and the pages that explain problems."""

from smartbooking.entrypoints.http.pages.api_reference import install_api_reference
from smartbooking.entrypoints.http.pages.problem_pages import router as problem_pages
from smartbooking.entrypoints.http.pages.web_app import STATIC, install_web_app

__all__ = ["STATIC", "install_api_reference", "install_web_app", "problem_pages"]
