"""What Chromium's network log says: which address was answered with which status."""
import re


class NetworkLog:
    """Keeps what has been told of each request until all of it is there."""

    def __init__(self):
        self.requests, self.sockets = {}, {}

    def answers(self, messages):
        """What these messages, with those before them, tell of answers: addresses and statuses, some of them twice.

        Raises ValueError where the log contradicts itself.
        """
        seen = []
        for message in messages:
            seen += self.hear(message["method"], message.get("params", {}))
        return seen

    def hear(self, method, said):
        name = said.get("requestId")
        if method == "Network.requestWillBeSent":
            return self.requests.setdefault(name, Request()).sent(said)
        if method == "Network.responseReceivedExtraInfo":
            return self.requests.setdefault(name, Request()).answered(said["statusCode"])
        if method == "Network.webSocketCreated":
            self.sockets[name] = said["url"]
        elif method == "Network.webSocketFrameError":
            # How a handshake was refused stands in words alone.
            if found := re.search(r"response code: (\d+)", said.get("errorMessage", "")):
                return [(self.sockets.get(name, "?"), int(found[1]))]
        elif method == "Network.webSocketHandshakeResponseReceived":
            return [(self.sockets.get(name, "?"), said["response"]["status"])]
        return []


class Request:
    """One request, which keeps its name through all its redirections. Its addresses are told by the page's process, its
    answers by the network's; each in order, but either first. So the first answer is the first address's, and so on."""

    def __init__(self):
        self.addresses, self.statuses, self.redirections, self.paired = [], [], [], 0

    def sent(self, said):
        seen = []
        if "redirectResponse" in said:
            # What a redirection was answered with stands in the request that followed it too.
            before = said["redirectResponse"]
            seen.append((before["url"], before["status"]))
            if said.get("redirectHasExtraInfo"):
                self.redirections.append(before["status"])
            else:
                # The network will say nothing of it.
                if len(self.statuses) >= len(self.addresses):
                    raise ValueError(f"{before['url']} was answered with {self.statuses}, of which nothing was to come")
                self.addresses.pop()
        self.addresses.append(said["request"]["url"])
        return seen + self.pairs()

    def answered(self, status):
        self.statuses.append(status)
        return self.pairs()

    def pairs(self):
        for redirection, status in zip(self.redirections, self.statuses):
            if redirection != status:
                raise ValueError(f"{self.addresses} were answered with {self.statuses}, and {self.redirections}")
        pairs = list(zip(self.addresses, self.statuses))[self.paired:]
        self.paired += len(pairs)
        return pairs
