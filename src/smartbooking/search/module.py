"""Manifest of search."""

from smartbooking.infra.module import Module
from smartbooking.search.api import router
from smartbooking.search.jobs import CRONS, JOBS
from smartbooking.search.subscribers import SUBSCRIBERS

MODULE = Module(name="search", routers=(router,), subscribers=SUBSCRIBERS, jobs=JOBS, crons=CRONS)
