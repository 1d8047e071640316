"""What is made of Chromium's network log, told in each order that was seen on a busy computer."""
import unittest

from network_log import NetworkLog

HOSTILE, DESK = "http://evil.test:41253/redirect", "http://127.0.0.1:35511/session"


def sent(address, before=None, status=None, told=True):
    said = {"requestId": "1", "request": {"url": address}, "redirectHasExtraInfo": before is not None and told}
    if before:
        said["redirectResponse"] = {"url": before, "status": status}
    return {"method": "Network.requestWillBeSent", "params": said}


def answered(status):
    return {"method": "Network.responseReceivedExtraInfo", "params": {"requestId": "1", "statusCode": status}}


class NetworkLogTests(unittest.TestCase):
    expected = {(HOSTILE, 303), (DESK, 403)}

    def test_answers_are_their_addresses_in_whatever_order_they_are_told(self):
        first, second = sent(HOSTILE), sent(DESK, HOSTILE, 303)
        for order in ([first, answered(303), second, answered(403)], [first, second, answered(303), answered(403)],
                      [first, answered(303), answered(403), second], [answered(303), first, second, answered(403)],
                      [answered(303), answered(403), first, second]):
            self.assertEqual(set(NetworkLog().answers(order)), self.expected, order)
            log = NetworkLog()
            self.assertEqual({pair for message in order for pair in log.answers([message])}, self.expected, order)

    def test_a_desk_that_gives_in_is_seen_in_whatever_order_it_is_told(self):
        first, second = sent(HOSTILE), sent(DESK, HOSTILE, 307)
        for order in ([first, answered(307), second, answered(303)], [first, second, answered(307), answered(303)],
                      [first, answered(307), answered(303), second]):
            self.assertIn((DESK, 303), NetworkLog().answers(order), order)

    def test_a_redirection_of_which_the_network_says_nothing_takes_no_answer(self):
        order = [sent(HOSTILE), sent(DESK, HOSTILE, 303, told=False), answered(403)]
        self.assertEqual(set(NetworkLog().answers(order)), self.expected)

    def test_a_log_that_contradicts_itself_is_no_evidence(self):
        with self.assertRaises(ValueError):
            NetworkLog().answers([sent(HOSTILE), answered(403), sent(DESK, HOSTILE, 303), answered(403)])
        with self.assertRaises(ValueError):
            NetworkLog().answers([sent(HOSTILE), answered(303), sent(DESK, HOSTILE, 303, told=False), answered(403)])


if __name__ == "__main__":
    unittest.main()
