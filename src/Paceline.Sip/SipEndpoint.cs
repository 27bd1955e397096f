using System.Diagnostics;
using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Net;

namespace Paceline.Sip;

/// <summary>Bytes to send and where; the host owns the socket.</summary>
public readonly record struct SipDatagram(byte[] Bytes, IPEndPoint Destination);

/// <summary>
/// A user agent on one UDP address, both caller and callee; it owns every transaction, dialog and call of that address.
/// One thread at a time. Each input takes <c>nowMs</c>, monotonic milliseconds of the host's choosing; after each input the
/// host drains <see cref="TrySend"/> and <see cref="TryEvent"/> (what one input can put there is bounded, so the queues are
/// if they are drained) and comes back by <see cref="DueMs"/>.
/// </summary>
public sealed partial class SipEndpoint
{
    private const string AllowedMethods = "INVITE, ACK, CANCEL, BYE, OPTIONS, INFO, UPDATE, PRACK";

    private readonly SipSettings _settings;
    private readonly Func<string> _token;
    private readonly Queue<SipDatagram> _wire = new();
    private readonly Queue<SipEvent> _events = new();
    private readonly Agenda _agenda = new();
    private readonly Dictionary<string, ClientTransaction> _asked = new(StringComparer.Ordinal);
    private readonly Dictionary<string, ServerTransaction> _served = new(StringComparer.Ordinal);
    private readonly Dictionary<SipCallRef, Call> _calls = [];

    /// <param name="settings">Address, timers, limits.</param>
    /// <param name="token">
    /// Makes a fresh unguessable word (letters and digits, at least 64 bits) per call: branches, tags and cnonces.
    /// </param>
    public SipEndpoint(SipSettings settings, Func<string> token) => (_settings, _token) = (settings, token);

    /// <summary>When <see cref="TimePassed"/> is wanted next; null: nothing is waiting.</summary>
    public long? DueMs => _agenda.DueMs;

    /// <summary>Calls alive, early ones included; a call that has been told as ended does not count.</summary>
    public int Calls { get; private set; }

    /// <summary>Transactions remembered, finished ones included until their timers let them go.</summary>
    public int Transactions => _asked.Count + _served.Count;

    /// <summary>Entries about calls that are kept, ended ones included; zero when nothing is under way.</summary>
    internal int Remembered => _calls.Count + _placed.Count + _offered.Count + _strays.Count;

    /// <summary>While set, new INVITEs and OPTIONS get 503, so that proxies send calls elsewhere; calls go on.</summary>
    public bool IsDraining { get; set; }

    private long GiveUpMs => 64L * _settings.T1Ms;

    private string Contact => $"<{new SipUri("", _settings.Local)}>";

    /// <summary>A datagram came in; hostile ones are answered or dropped, never thrown at the host.</summary>
    public void Receive(ReadOnlySpan<byte> datagram, IPEndPoint source, long nowMs)
    {
        if (datagram.TrimStart("\r\n\0"u8).IsEmpty)
        {
            // A keep-alive of a NAT's user (RFC 5626 §3.5.1 and its cousins) asks for nothing over UDP.
            return;
        }

        if (!SipReader.TryParse(datagram, out SipMessage? message, out string? refusal))
        {
            _events.Enqueue(new SipEvent.Unreadable(source, refusal));
            return;
        }

        string ourTag = message is SipRequest ? message.ToTag : message.FromTag;
        Call? call = _calls.GetValueOrDefault(new SipCallRef(message.CallId, ourTag));
        if (message is SipRequest request)
        {
            ReceiveRequest(request, source, nowMs);
        }
        else if (message is SipResponse response)
        {
            ReceiveResponse(response, source, nowMs);
        }

        if (call is not null)
        {
            // Whatever was done to the call may have moved its deadline.
            _agenda.Note(call);
        }
    }

    /// <summary>Fires what is due; early or repeated calls do no harm.</summary>
    public void TimePassed(long nowMs)
    {
        while (_agenda.TakeDue(nowMs) is { } waiting)
        {
            switch (waiting)
            {
                case ClientTransaction asked:
                    if (asked.Fire(nowMs) == TransactionReport.TimedOut)
                    {
                        GiveUp(asked, nowMs);
                    }

                    Note(asked);
                    break;
                case ServerTransaction served:
                    // Timer H: the far end never acknowledged our refusal; the call is over for us either way.
                    served.Fire(nowMs);
                    Note(served);
                    break;
                case Call call:
                    FireCall(call, nowMs);
                    _agenda.Note(call);
                    break;
                case Stray stray:
                    _strays.Remove(stray.Key);
                    break;
                default:
                    throw new UnreachableException($"{waiting} waits, but nobody knows for what");
            }
        }
    }

    /// <summary>Asks a peer whether it is there; the result is <see cref="SipEvent.OptionsAnswered"/>.</summary>
    public SipRefusal Options(string id, SipUri target, IPEndPoint destination, long nowMs)
    {
        if (!SipText.IsOneLine(target.ToString()))
        {
            return SipRefusal.Malformed;
        }

        SipRequest request = new("OPTIONS", target.ToString());
        request.Headers.Add("Max-Forwards", "70");
        request.Headers.Add("From", $"{Contact};tag={_token()}");
        request.Headers.Add("To", $"<{target}>");
        request.Headers.Add("Call-ID", _token());
        request.Headers.Add("CSeq", "1 OPTIONS");
        request.Headers.Add("Contact", Contact);
        request.Headers.Add("Accept", "application/sdp");
        Ask(request, destination, Purpose.Options, null, nowMs, id);
        return SipRefusal.None;
    }

    /// <summary>Next datagram to send, oldest first.</summary>
    public bool TrySend(out SipDatagram datagram) => _wire.TryDequeue(out datagram);

    /// <summary>Next event, oldest first.</summary>
    public bool TryEvent([NotNullWhen(true)] out SipEvent? happened) => _events.TryDequeue(out happened);

    private void ReceiveResponse(SipResponse response, IPEndPoint source, long nowMs)
    {
        bool isAnswer = response.Status is >= 200 and < 300 && response.CSeq.Method is "INVITE";
        if (_asked.TryGetValue(AskedKey(response.TopVia?.Branch, response.CSeq.Method), out ClientTransaction? asked))
        {
            if (asked.Receive(response, nowMs) == TransactionReport.Pass)
            {
                Hear(asked, response, source, nowMs);
            }

            Note(asked);
        }
        else if (isAnswer)
        {
            Call? call = _calls.GetValueOrDefault(new SipCallRef(response.CallId, response.FromTag));
            AnotherAnswer(call, response, source, nowMs);
        }

        // Any other response without a transaction is a late repetition; RFC 3261 §17.1 lets it fall.
    }

    private void Hear(ClientTransaction asked, SipResponse response, IPEndPoint source, long nowMs)
    {
        switch (asked.Purpose)
        {
            case Purpose.Invite:
                HearInvite(asked, response, source, nowMs);
                break;
            case Purpose.Reinvite:
                HearReinvite(asked, response, source, nowMs);
                break;
            case Purpose.Bye or Purpose.Prack when response.Status >= 200:
                HearInDialog(asked, response, nowMs);
                break;
            case Purpose.Options when response.Status >= 200:
                _events.Enqueue(new SipEvent.OptionsAnswered(asked.OptionsId, response.Status, nowMs - asked.StartedMs));
                break;
            case Purpose.Register when response.Status >= 200:
                HearRegister(asked, response, nowMs);
                break;
            case Purpose.Bye or Purpose.Prack or Purpose.Options or Purpose.Register:
                // Provisional: the far end is at it.
                break;
            case Purpose.Cancel:
                // Whatever is said about the CANCEL, what counts is the INVITE's final response.
                break;
        }
    }

    private void GiveUp(ClientTransaction asked, long nowMs)
    {
        switch (asked.Purpose)
        {
            case Purpose.Invite when asked.Call is { } call:
                End(call, CallState.Over, new SipEnding
                {
                    By = SipSide.Us, WasAnswered = false, Timer = SipTimer.InviteUnanswered,
                });
                break;
            case Purpose.Reinvite when asked.Call is { State: CallState.Standing } call:
                SendBye(call, 0, nowMs);
                End(call, CallState.Leaving, new SipEnding
                {
                    By = SipSide.Us, WasAnswered = true, Status = 200, Timer = SipTimer.RequestUnanswered,
                });
                break;
            case Purpose.Bye when asked.Call is { } call:
                Forget(call);
                break;
            case Purpose.Options:
                _events.Enqueue(new SipEvent.OptionsAnswered(asked.OptionsId, 0, nowMs - asked.StartedMs));
                break;
            case Purpose.Register:
                _events.Enqueue(new SipEvent.Registered(asked.OptionsId, 0, 0, 0));
                break;
            case Purpose.Invite or Purpose.Reinvite or Purpose.Bye or Purpose.Cancel or Purpose.Prack:
                // A CANCEL has the call's own deadline; without PRACK's answer the far end gives the call up itself.
                break;
        }
    }

    private ClientTransaction Ask(
        SipRequest request, IPEndPoint destination, Purpose purpose, Call? call, long nowMs, string optionsId = "")
    {
        if (request.TopVia is null)
        {
            request.Headers.Prepend("Via", NewVia());
        }

        request.Headers.Set("User-Agent", _settings.Product);
        ClientTransaction asked = request.Method is "INVITE"
            ? new ClientInvite(request, destination, _settings, _wire, nowMs) { Purpose = purpose, Call = call }
            : new ClientRequest(request, destination, _settings, _wire, nowMs)
            {
                Purpose = purpose, Call = call, OptionsId = optionsId, StartedMs = nowMs,
            };
        _asked[AskedKey(request.TopVia?.Branch, request.Method)] = asked;
        _agenda.Note(asked);
        return asked;
    }

    /// <summary>The same request once more with the next number and a branch of its own (digest, 422).</summary>
    private static SipRequest Again(SipRequest request, int number)
    {
        SipRequest again = new(request.Method, request.Uri) { Body = request.Body };
        foreach (SipHeader header in request.Headers.Where(h => h.Name is not "Via"))
        {
            again.Headers.Add(header.Name, header.Value);
        }

        again.Headers.Set("CSeq", new CSeq(number, request.Method).ToString());
        return again;
    }

    private string NewVia() => string.Create(CultureInfo.InvariantCulture,
        $"SIP/2.0/UDP {SipUri.HostOf(_settings.Local.Address)}:{_settings.Local.Port};rport;branch={Via.MagicCookie}{_token()}");

    private static string AskedKey(string? branch, string method) => $"{branch}|{method}";

    private void Note(ClientTransaction asked)
    {
        _agenda.Note(asked);
        if (asked.IsOver)
        {
            Drop(asked);
        }
    }

    private void Drop(ClientTransaction asked) => _asked.Remove(AskedKey(asked.Request.TopVia?.Branch, asked.Request.Method));

    private void Note(ServerTransaction served)
    {
        _agenda.Note(served);
        if (served.IsOver)
        {
            _served.Remove(ServedKey(served.Request, served.Request.Method));
        }
    }

    /// <summary>Tells the call's end, once; what is still on the wire for it goes on in <paramref name="next"/>.</summary>
    private void End(Call call, CallState next, SipEnding ending)
    {
        if (!call.IsAlive)
        {
            return;
        }

        Calls--;
        (call.State, call.SessionDueMs, call.CancelByMs) = (next, null, null);
        call.StopRinging();
        _events.Enqueue(new SipEvent.Ended(call.Ref, ending));
        if (next == CallState.Over)
        {
            Forget(call);
        }
        else
        {
            _agenda.Note(call);
        }
    }

    private void Forget(Call call)
    {
        call.State = CallState.Over;
        _calls.Remove(call.Ref);
        if (call.Order is not null)
        {
            _placed.Remove(call.Ref.CallId);
        }
        else if (call.Dialog is { } dialog)
        {
            _offered.Remove((call.Ref.CallId, dialog.RemoteTag));
        }
    }

    /// <summary>What the final message says about why, with the side that said it.</summary>
    private static SipEnding EndingBy(SipMessage message, int status, string phrase, AnswerSeen answer)
    {
        Reason reason = Reason.Of(message);
        return new SipEnding
        {
            By = SipSide.FarEnd, WasAnswered = answer == AnswerSeen.Yes, Status = status, Phrase = phrase,
            Q850Cause = reason.Cause, ReasonText = reason.Text,
            RetryAfterSeconds = message.Headers.Number("Retry-After"), Message = message,
        };
    }

    private enum AnswerSeen
    {
        No,
        Yes,
    }
}
