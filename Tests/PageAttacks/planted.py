"""What is planted at a desk: names that stand nowhere else, so that finding one means that the desk was seen."""
import html
import secrets


class Planted:
    """One desk's planted names, and the scenario that shows them."""

    def __init__(self):
        mark = "".join(secrets.choice("bcdfghjklmnpqrstvwxz") for _ in range(10))
        self.mark = mark
        # Readers are named by hardware that anybody can plug in. These names want to be HTML, a template, and CSS.
        self.readers = [
            f"Tag{mark} <b id=grown>\"A\"</b><img src=//evil.test/a onerror=alert(1)> 00 00",
            f"Css{mark} {{{{token}}}}</style><style>*{{background:url(//evil.test/b)}} 00 01",
        ]
        self.uuids = ["000" + "".join(secrets.choice("123456789") for _ in range(9)) for _ in range(2)]
        self.people = [f"Op{mark} <i>Quill</i>", f"Ho{mark} </title><script>alert(2)</script>"]
        self.workstation = f"WS{mark} <u>&amp;"

    @property
    def secrets(self):
        """Texts that no attacker may receive."""
        return [self.mark, *self.uuids]

    def scenario(self, extra=""):
        """The readers and the cards. `extra` is the rest of the file: what is in them, and what happens."""
        quoted = [text.replace("'", "''") for text in self.readers + self.people + [self.workstation]]
        return f"""\
readers:
  A: {{ name: '{quoted[0]}', serial: A }}
  B: {{ name: '{quoted[1]}', serial: B }}
  C: {{ name: Restless 00 02, serial: C }}
cards:
  operator:
    kind: piv
    uuid: "{self.uuids[0]}"
    name: '{quoted[2]}'
    certificates: {{ from: -700 days, until: 395 days }}
  holder:
    kind: piv
    uuid: "{self.uuids[1]}"
    name: '{quoted[3]}'
    certificates: {{ from: -700 days, until: 395 days }}
    tries: 0
  blank: {{ kind: blank }}
settings:
  workstation: '{quoted[4]}'
  designated: true
  cim: same-computer
{extra}"""


# A view's own marks: whoever has one of these has seen the inside of the desk.
INSIDE = ["form-token", "data-reader", "data-job", "data-key", "data-asking", "data-action", "data-session", "ra-desk-",
          "insertionEpoch", "event: readers", "Whose card", "data-scenario"]


def found_in(data, texts):
    """Those of the texts that stand in what was received, as they are or written in HTML's or JSON's way."""
    text = data.decode("utf8", "replace")
    forms = [text, html.unescape(text), text.replace("\\/", "/")]
    return [wanted for wanted in texts if any(wanted in form for form in forms)]
