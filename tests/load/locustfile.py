# Copyright the ldc_k8s_dashboard authors
# SPDX-License-Identifier: Apache-2.0
"""People at work with the dashboard, for locust; `tests/load/run` starts it.

Each turn of a person is one request, so that the number of people and the pause between turns
give the rate. What a person does is a generator that stops after each request. Pages come as for a
click (content alone), now and then whole. A form is filled in from the page that shows it.

LDC_LOAD names a folder: `people.json` with the names of users, their password and the seconds
between the turns of each; a line of `launched.jsonl` is written for each cluster that was launched.
"""

from __future__ import annotations

import itertools
import json
import os
import random
import threading
from collections.abc import Callable, Generator, Iterator
from pathlib import Path
from typing import Any

import gevent
from locust import FastHttpUser, constant_pacing, task
from lxml import html

from tests.load.forms import all_fields, form_fields

FOLDER = Path(os.environ["LDC_LOAD"])
PEOPLE = json.loads((FOLDER / "people.json").read_text())
CLUSTERS = "project/kubernetes/clusters/"
CLICK = {"HX-Request": "true", "HX-Boosted": "true"}
FRAGMENT = {"HX-Request": "true"}
QUICK = "sim_infra=false\nsim_seconds=1"
"""Labels of a cluster that the embedded cloud makes of nothing, in a second."""
WHOLE_PAGE = 0.2
"""The part of the pages that is loaded whole: a bookmark, a new tab, a reload."""
MISSING = "could not be read"
UNDER_WAY = "This cluster was already requested"

Turns = Iterator[None]
_names = itertools.cycle(PEOPLE["names"])
_file_lock = threading.Lock()


class Person(FastHttpUser):
    """A member of a project: looks around, and has one cluster at a time."""

    wait_time = constant_pacing(PEOPLE["seconds_between_turns"])
    network_timeout = connection_timeout = 60.0

    def on_start(self) -> None:
        self.name = next(_names)
        self.cluster = ""
        """The path of the person's own cluster; "" without one."""
        self.cluster_name = ""
        self.launches = 0
        self.is_signed_out = False
        self.turns: Turns = self.launch()
        # allow_redirects of a single request changes the client for all of them, also for a second
        # one at the same time.
        self.client.client.redirect_response_codes = frozenset()
        self.sign_in()

    @task
    def take_a_turn(self) -> None:
        if self.is_signed_out:
            self.turns = iter(())
            self.sign_in()
            return
        try:
            next(self.turns)
        except StopIteration:
            self.turns = self.next_activity()
            next(self.turns)

    def next_activity(self) -> Turns:
        looking: list[tuple[Callable[[], Turns], int]] = [(self.look_at_list, 6)]
        if self.cluster:
            looking += [(self.look_at_cluster, 4), (self.scale, 1), (self.kubeconfig, 1)]
            looking += [(self.delete, 1)]
        else:
            looking += [(self.launch, 4)]
        activities, weights = zip(*looking, strict=True)
        activity: Callable[[], Turns] = random.choices(activities, weights)[0]
        return activity()

    # --- what a person does ---

    def sign_in(self) -> None:
        page = self.page("sign-in page", "auth/login/", whole=True, signed_in=False)
        fields = form_fields(page, "auth/login") if page is not None else {}
        fields |= {"username": self.name, "password": PEOPLE["password"]}
        self.is_signed_out = not self.send("sign in", "auth/login/", fields)

    def look_at_list(self) -> Turns:
        page = self.page("list", CLUSTERS)
        yield
        if page is None:
            return
        for address in page.xpath("//@hx-get")[:1]:
            self.page("template names", address, headers=FRAGMENT)
            yield
        for _ in range(2):
            for address in page.xpath("//@data-live")[:1]:
                self.page("live rows", address, headers=FRAGMENT)
                yield

    def look_at_cluster(self) -> Turns:
        page = self.page("cluster", self.cluster)
        yield
        for address in page.xpath("//@data-late")[:1] if page is not None else ():
            self.page("cluster, late parts", address, headers=FRAGMENT)
            yield
        self.page("node groups", f"{self.cluster}node-groups/")
        yield
        self.page("access", f"{self.cluster}access/")
        yield

    def launch(self) -> Turns:
        page = self.page("wizard", f"{CLUSTERS}launch/")
        yield
        if page is None:
            return
        fields = yield from self.completed_form(page)
        self.launches += 1
        name = f"{self.name}-{self.launches}-{random.randrange(16**6):06x}"
        fields |= {"name": name, "labels": QUICK, "intent": "launch"}
        for workers in ("1", "2", "1"):
            fields["node_count"] = workers
            self.send("preview", f"{CLUSTERS}launch/?part=preview", fields, fragment=True)
            yield
        # A double click. Where the first takes long, the second learns that it is under way.
        clicks = [gevent.spawn(self.send, "launch", f"{CLUSTERS}launch/", fields) for _ in range(2)]
        gevent.joinall(clicks)
        places = sorted({str(click.value) for click in clicks if click.value})
        note_launch(name, places)
        if len(places) == 1:
            self.cluster, self.cluster_name = places[0].lstrip("/"), name
        yield

    def completed_form(self, page: Any) -> Generator[None, None, dict[str, str]]:
        """Ask for what is late and for the steps that follow, as the wizard's script does.

        The value is the fields of the whole form.
        """
        form = page.xpath("//form[@data-wizard]")[0]
        fields = form_fields(page, "launch/")
        for address in form.xpath("@data-facts-url"):
            self.page("wizard, late lists", address, headers=FRAGMENT)
            yield
        for address in form.xpath("@data-complete-url"):
            steps = self.send("wizard, other steps", address, fields, fragment=True)
            fields |= all_fields(steps) if steps else {}
            yield
        return fields

    def scale(self) -> Turns:
        if (yield from self.is_ready()):
            page = self.page("scale dialog", f"{self.cluster}scale/")
            yield
            if page is not None:
                fields = form_fields(page, "scale/")
                fields["node_count"] = "2" if fields.get("node_count") == "1" else "1"
                self.send("scale", f"{self.cluster}scale/", fields)
                yield

    def kubeconfig(self) -> Turns:
        if (yield from self.is_ready()):
            page = self.page("access", f"{self.cluster}access/")
            yield
            if page is not None:
                fields = form_fields(page, "kubeconfig/script/")
                address = f"{self.cluster}access/kubeconfig/script/"
                self.send("kubeconfig", address, fields, holds="apiVersion")
                yield

    def delete(self) -> Turns:
        if (yield from self.is_ready()):
            page = self.page("delete dialog", f"{self.cluster}delete/")
            yield
            if page is not None:
                fields = form_fields(page, "delete/") | {"confirm": self.cluster_name}
                if self.send("delete", f"{self.cluster}delete/", fields):
                    self.cluster = self.cluster_name = ""
                yield

    def is_ready(self) -> Generator[None, None, bool]:
        """Load the cluster's page; the value is whether nothing is in progress there."""
        page = self.page("cluster", self.cluster)
        yield
        states = page.xpath("//*[@id='cluster-state']//@data-status") if page is not None else []
        return bool(states) and not states[0].endswith("_IN_PROGRESS")

    # --- requests ---

    def page(
        self,
        what: str,
        path: str,
        *,
        whole: bool | None = None,
        headers: dict[str, str] | None = None,
        signed_in: bool = True,
    ) -> Any:
        """Return the parsed page; None where it failed, which locust then counts."""
        if whole is None:
            whole = headers is None and random.random() < WHOLE_PAGE
        headers = headers or ({} if whole else CLICK)
        name = f"{what}, whole page" if whole and signed_in else what
        with self.client.get(
            self.address(path),
            headers=headers,
            name=name,
            catch_response=True,
        ) as answer:
            if answer.status_code == 204:
                return None
            self.note_sign_out(answer)
            if answer.status_code != 200 or not answer.text:
                answer.failure(f"status {answer.status_code}")
                return None
            page = html.fromstring(answer.text)
            is_late = page.xpath("//@data-late | //@data-facts-url")
            if MISSING in answer.text and not is_late:
                answer.failure(f"a part of the page is missing: {around(answer.text, MISSING)}")
                return None
            return page

    def send(
        self,
        what: str,
        path: str,
        fields: dict[str, str],
        *,
        fragment: bool = False,
        holds: str = "",
    ) -> str:
        """Send a form; return where it leads or, of a part, its text.

        "" where it failed, which locust then counts.
        """
        with self.client.post(
            self.address(path),
            data=fields,
            headers=FRAGMENT if fragment else {},
            name=what,
            catch_response=True,
        ) as answer:
            place = location(answer)
            self.note_sign_out(answer)
            if fragment or holds:
                if answer.status_code == 200 and holds in (answer.text or ""):
                    return answer.text or path
            elif answer.status_code == 302 and "auth/login" not in place:
                return place
            if answer.status_code == 409 and UNDER_WAY in (answer.text or ""):
                answer.success()
                return ""
            text = " ".join(sentences(answer.text)) if answer.text else ""
            answer.failure(f"status {answer.status_code} {place} {text[:300]}")
            return ""

    def note_sign_out(self, answer: Any) -> None:
        if answer.status_code == 401 or "auth/login" in location(answer):
            self.is_signed_out = True

    def address(self, path: str) -> str:
        return path if path.startswith("/") else f"/{path}"


def location(answer: Any) -> str:
    return str(answer.headers.get("Location") or "") if answer.headers else ""


def sentences(text: str) -> list[str]:
    """Return what a page says has gone wrong."""
    found = html.fromstring(text).xpath(
        "//*[contains(@class, 'alert') or contains(@class, 'help-block error')]"
    )
    return [" ".join(element.text_content().split()) for element in found]


def around(text: str, words: str) -> str:
    place = text.index(words)
    return " ".join(text[max(0, place - 80) : place + 80].split())


def note_launch(name: str, places: list[str]) -> None:
    with _file_lock, (FOLDER / "launched.jsonl").open("a") as file:
        file.write(json.dumps({"name": name, "places": places}) + "\n")
