using System.Globalization;
using System.Net;

namespace Paceline.Sip;

// Calls we place: INVITE, its forks, CANCEL and its race, answers nobody waits for.
public sealed partial class SipEndpoint
{
    /// <summary>Early dialogs told apart in one call; a further fork still rings, but is not told.</summary>
    private const int ForksMax = 16;

    /// <summary>Stray answers remembered at once; a further one is hung up when it is repeated.</summary>
    private const int StraysMax = 1000;

    private readonly Dictionary<string, SipCallRef> _placed = new(StringComparer.Ordinal);
    private readonly Dictionary<(string CallId, string RemoteTag), Stray> _strays = [];

    /// <summary>Places a call.</summary>
    public SipRefusal Invite(InviteOrder order, long nowMs, out SipCallRef call)
    {
        call = default;
        NameAddress to = order.To ?? new NameAddress("", order.Target);
        bool writable = SipText.IsWord(order.CallId) && SipText.IsOneLine($"{order.Target}{order.From}{to}")
            && order.Headers.All(header => SipText.IsWord(header.Name) && SipText.IsOneLine(header.Value));
        if (!writable)
        {
            return SipRefusal.Malformed;
        }

        if (_placed.ContainsKey(order.CallId))
        {
            return SipRefusal.CallIdInUse;
        }

        if (Calls >= _settings.CallsMax)
        {
            return SipRefusal.TooMany;
        }

        call = new SipCallRef(order.CallId, _token());
        Call placed = new(call, CallState.Inviting) { Order = order, Media = order.Media };
        Calls++;
        _calls[call] = placed;
        _placed[order.CallId] = call;

        SipRequest invite = new("INVITE", order.Target.ToString());
        invite.Headers.Add("Max-Forwards", "70");
        invite.Headers.Add("From", $"{order.From with { Parameters = [] }};tag={call.LocalTag}");
        invite.Headers.Add("To", (to with { Parameters = [] }).ToString());
        invite.Headers.Add("Call-ID", order.CallId);
        invite.Headers.Add("CSeq", "1 INVITE");
        foreach (SipHeader header in order.Headers)
        {
            invite.Headers.Add(header.Name, header.Value);
        }

        AddInviteHeaders(placed, invite);
        SetSdp(invite, OfferAnswer.Offer(order.Media));
        placed.Placed = Ask(invite, order.Destination, Purpose.Invite, placed, nowMs);
        return SipRefusal.None;
    }

    /// <summary>
    /// Ends a call wherever it stands: CANCEL while it rings, BYE once answered, 603 when it is an incoming one that rings.
    /// </summary>
    /// <param name="call">The call.</param>
    /// <param name="q850Cause">Written as Reason; zero writes none.</param>
    /// <param name="nowMs">Now.</param>
    public SipRefusal HangUp(SipCallRef call, int q850Cause, long nowMs)
    {
        if (!_calls.TryGetValue(call, out Call? known))
        {
            return SipRefusal.NoSuchCall;
        }

        SipEnding ours = new() { By = SipSide.Us, WasAnswered = true, Status = 200, Q850Cause = q850Cause };
        switch (known.State)
        {
            case CallState.Inviting:
                (known.State, known.CancelCause) = (CallState.Cancelling, q850Cause);
                SendCancelWhenHeard(known, nowMs);
                return SipRefusal.None;
            case CallState.Offered:
                return Reject(call, 603, q850Cause, [], nowMs);
            case CallState.Answering:
                // A callee waits for the ACK before its BYE (RFC 3261 §15); FireCall and ReceiveAck send it.
                End(known, CallState.Leaving, ours);
                return SipRefusal.None;
            case CallState.Standing:
                SendBye(known, q850Cause, nowMs);
                End(known, CallState.Leaving, ours);
                return SipRefusal.None;
            case CallState.Cancelling:
                // Asked for already.
                return SipRefusal.None;
            case CallState.Leaving or CallState.Over:
                return SipRefusal.NoSuchCall;
            default:
                throw new System.Diagnostics.UnreachableException($"{call} is in {known.State}");
        }
    }

    private void AddInviteHeaders(Call call, SipRequest invite)
    {
        invite.Headers.Set("Contact", Contact);
        invite.Headers.Set("Allow", AllowedMethods);
        invite.Headers.Set("Supported", "100rel, timer");
        int seconds = call.SessionSeconds > 0 ? call.SessionSeconds : _settings.SessionExpiresSeconds;
        if (seconds > 0)
        {
            string refresher = call.SessionSeconds > 0 ? call.WeRefresh ? ";refresher=uac" : ";refresher=uas" : "";
            int minimum = Math.Max(_settings.MinSeSeconds, call.MinSeSeconds);
            invite.Headers.Set("Session-Expires", string.Create(CultureInfo.InvariantCulture, $"{Math.Max(seconds, minimum)}{refresher}"));
            invite.Headers.Set("Min-SE", minimum.ToString(CultureInfo.InvariantCulture));
        }
    }

    private void HearInvite(ClientTransaction asked, SipResponse response, IPEndPoint source, long nowMs)
    {
        if (asked.Call is not { State: CallState.Inviting or CallState.Cancelling } call || call.Placed != asked)
        {
            if (response.Status is >= 200 and < 300)
            {
                AnotherAnswer(asked.Call, response, source, nowMs);
            }

            return;
        }

        switch (response.Status)
        {
            case < 200:
                HearProvisional(call, response, source, nowMs);
                SendCancelWhenHeard(call, nowMs);
                break;
            case < 300:
                HearAnswer(call, response, source, nowMs);
                break;
            case 401 or 407 when call.State == CallState.Inviting && Authorized(call, asked.Request, response) is { } again:
                call.Placed = Ask(again, asked.Peer, Purpose.Invite, call, nowMs);
                break;
            case 422 when call.State == CallState.Inviting && Lengthened(call, asked.Request, response) is { } again:
                call.Placed = Ask(again, asked.Peer, Purpose.Invite, call, nowMs);
                break;
            default:
                SipEnding ending = EndingBy(response, response.Status, response.Phrase, AnswerSeen.No);
                End(call, CallState.Over, call.State == CallState.Cancelling && response.Status == 487
                    ? ending with { By = SipSide.Us, Q850Cause = call.CancelCause }
                    : ending);
                break;
        }
    }

    private void HearProvisional(Call call, SipResponse response, IPEndPoint source, long nowMs)
    {
        bool wanted = call.State == CallState.Inviting;
        if (response.Status == 100 || response.ToTag.Length == 0)
        {
            if (wanted)
            {
                _events.Enqueue(response.Status == 100
                    ? new SipEvent.Trying(call.Ref)
                    : new SipEvent.Ringing(call.Ref, response.Status, ""));
            }

            return;
        }

        if (!call.Forks.TryGetValue(response.ToTag, out Dialog? fork))
        {
            if (call.Forks.Count == ForksMax)
            {
                return;
            }

            fork = Dialog.OfCaller(response, source);
            call.Forks.Add(fork.RemoteTag, fork);
        }

        if (!AcknowledgedProvisional(call, fork, response, nowMs) || !wanted)
        {
            return;
        }

        NegotiatedAudio? audio = ReadSdp(response) is { } sdp && call.Media is { } media
            ? OfferAnswer.Read(sdp, media, out string _)
            : null;
        fork.Audio = audio ?? fork.Audio;
        if (fork.Told.Add((response.Status, audio is not null)))
        {
            _events.Enqueue(audio is null
                ? new SipEvent.Ringing(call.Ref, response.Status, fork.RemoteTag)
                : new SipEvent.EarlyMedia(call.Ref, response.Status, fork.RemoteTag, audio));
        }
    }

    private void HearAnswer(Call call, SipResponse response, IPEndPoint source, long nowMs)
    {
        Dialog? early = call.Forks.GetValueOrDefault(response.ToTag);
        string refusal = "the 200 has no answer";
        NegotiatedAudio? audio = ReadSdp(response) is { } sdp && call.Media is { } media
            ? OfferAnswer.Read(sdp, media, out refusal)
            : early?.Audio;
        if (call.State == CallState.Cancelling)
        {
            _events.Enqueue(new SipEvent.AnsweredDespiteCancel(call.Ref, response.ToTag));
        }

        if (call.State == CallState.Cancelling || audio is null)
        {
            HangUpStray(call, response, source, nowMs);
            End(call, CallState.Over, new SipEnding
            {
                By = SipSide.Us, WasAnswered = true, Status = response.Status, Q850Cause = call.CancelCause,
                Phrase = call.State == CallState.Cancelling ? response.Phrase : refusal, Message = response,
            });
            return;
        }

        Dialog dialog = Dialog.OfCaller(response, source, early);
        (call.Dialog, call.Audio, call.State) = (dialog, audio, CallState.Standing);
        SendAck(dialog, response, call.Placed?.Request);
        TakeSessionTimer(call, response, nowMs);
        _events.Enqueue(new SipEvent.Answered(call.Ref, dialog.RemoteTag, audio));
    }

    /// <summary>A 2xx again, of a further fork, or of a call that is over: ACK always, BYE unless it is the one we have.</summary>
    /// <param name="call">Also one that is over: its late 2xx wants the same ACK and no second BYE. Null: not known.</param>
    /// <param name="response">The 2xx.</param>
    /// <param name="source">Where it came from.</param>
    /// <param name="nowMs">Now.</param>
    private void AnotherAnswer(Call? call, SipResponse response, IPEndPoint source, long nowMs)
    {
        if (call?.Dialog is { Ack: { } ack } dialog && dialog.RemoteTag.Is(response.ToTag))
        {
            if (dialog.AckNumber == response.CSeq.Number)
            {
                _wire.Enqueue(ack);
            }

            return;
        }

        if (HangUpStray(call, response, source, nowMs))
        {
            _events.Enqueue(new SipEvent.StrayAnswerEnded(response.CallId, response.ToTag));
        }
    }

    /// <summary>
    /// ACK and BYE to where the answer came from and not to its Contact: a forged answer must not aim us at a third party.
    /// False when this answer had its BYE already.
    /// </summary>
    private bool HangUpStray(Call? call, SipResponse answer, IPEndPoint source, long nowMs)
    {
        (string, string) key = (answer.CallId, answer.ToTag);
        if (_strays.TryGetValue(key, out Stray? stray))
        {
            _wire.Enqueue(stray.Ack);
            return false;
        }

        if (_strays.Count >= StraysMax)
        {
            return false;
        }

        Dialog dialog = Dialog.OfCaller(answer, source, call?.Forks.GetValueOrDefault(answer.ToTag));
        SipRequest ack = dialog.Request("ACK", answer.CSeq.Number);
        ack.Headers.Prepend("Via", NewVia());
        stray = new Stray(key, new SipDatagram(ack.ToBytes(), source), nowMs + GiveUpMs);
        _strays.Add(key, stray);
        _agenda.Note(stray);
        _wire.Enqueue(stray.Ack);
        // Of a call from before a restart nobody knows how many requests were sent; a gap in the numbers does no harm.
        SipRequest bye = dialog.Request("BYE", dialog.LocalNumber + (call is null ? 100 : 1));
        AddReason(bye, call?.CancelCause ?? 0);
        Ask(bye, source, Purpose.Bye, null, nowMs);
        return true;
    }

    /// <summary>RFC 3261 §9.1: not before something provisional has come, with the INVITE's own Via.</summary>
    private void SendCancelWhenHeard(Call call, long nowMs)
    {
        if (call.State != CallState.Cancelling || call.CancelSent || call.Placed is not { IsHeard: true } asked)
        {
            return;
        }

        SipRequest cancel = new("CANCEL", asked.Request.Uri);
        foreach (SipHeader header in asked.Request.Headers.Where(
            h => h.Name is "Via" or "Max-Forwards" or "Route" or "From" or "To" or "Call-ID"))
        {
            cancel.Headers.Add(header.Name, header.Value);
        }

        cancel.Headers.Add("CSeq", new CSeq(asked.Request.CSeq.Number, "CANCEL").ToString());
        AddReason(cancel, call.CancelCause);
        (call.CancelSent, call.CancelByMs) = (true, nowMs + GiveUpMs);
        Ask(cancel, asked.Peer, Purpose.Cancel, call, nowMs);
        _agenda.Note(call);
    }

    /// <summary>The request with credentials; null when there are none, or the far end has refused them.</summary>
    private SipRequest? Authorized(Call call, SipRequest request, SipResponse challenge)
    {
        string header = challenge.Status == 407 ? "Proxy-Authorization" : "Authorization";
        bool refused = request.Headers.First(header) is not null
            && !(Digest.IsStale(challenge) && call.StaleNonces++ == 0);
        if (call.Order?.Credentials is not { } credentials || refused
            || Digest.Answer(challenge, request.Method, request.Uri, credentials, _token()) is not { } answer)
        {
            return null;
        }

        SipRequest again = Again(request, NextNumber(call, request));
        again.Headers.Set(answer.Name, answer.Value);
        return again;
    }

    /// <summary>The INVITE with the interval the far end insists on, once (RFC 4028 §7.3).</summary>
    private SipRequest? Lengthened(Call call, SipRequest request, SipResponse refusal)
    {
        int minimum = refusal.Headers.Number("Min-SE");
        if (call.MinSeSeconds > 0 || minimum is <= 0 or > 86_400)
        {
            return null;
        }

        call.MinSeSeconds = minimum;
        SipRequest again = Again(request, NextNumber(call, request));
        AddInviteHeaders(call, again);
        return again;
    }

    private static int NextNumber(Call call, SipRequest request) =>
        call.Dialog is { } dialog ? ++dialog.LocalNumber : request.CSeq.Number + 1;

    /// <summary>An answer that was acknowledged and hung up; kept so that its repetitions get the ACK and no second BYE.</summary>
    private sealed class Stray((string CallId, string RemoteTag) key, SipDatagram ack, long untilMs) : IWaits
    {
        public (string CallId, string RemoteTag) Key { get; } = key;

        public SipDatagram Ack { get; } = ack;

        public long? DueMs { get; } = untilMs;

        public long? NotedMs { get; set; }
    }
}
