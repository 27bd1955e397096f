using System.Net;

namespace Paceline.Sip;

// Requests of others: transactions, calls for us, what is refused before a call exists.
public sealed partial class SipEndpoint
{
    private readonly Dictionary<(string CallId, string RemoteTag), Call> _offered = [];

    /// <summary>180 for an incoming call.</summary>
    public SipRefusal Ring(SipCallRef call, long nowMs) =>
        Offered(call, out Call? known, out ServerInvite? open) is var refusal and not SipRefusal.None
            ? refusal
            : Provisional(known!, open!, 180, "", nowMs);

    /// <summary>
    /// 183 with our answer for an incoming call: early media; <see cref="SipEvent.MediaChanged"/> says what was agreed.
    /// Needs an offer in the INVITE. The 200 must then give the same media.
    /// </summary>
    public SipRefusal Progress(SipCallRef call, SdpLocal media, long nowMs)
    {
        SipRefusal refusal = Offered(call, out Call? known, out ServerInvite? open);
        if (refusal != SipRefusal.None)
        {
            return refusal;
        }

        if (known!.Offer is null || OfferAnswer.Answer(known.Offer, media) is not SdpAnswer.Agreed agreed)
        {
            return SipRefusal.WrongState;
        }

        Provisional(known, open!, 183, agreed.Answer.ToString(), nowMs);
        Agree(known, media, agreed.Audio, SipSide.Us);
        return SipRefusal.None;
    }

    /// <summary>
    /// 200 for an incoming call; without a common codec it is refused with 488 and <see cref="SipEvent.Ended"/>. What was
    /// agreed comes as <see cref="SipEvent.MediaChanged"/> at once when the INVITE had an offer, and with
    /// <see cref="SipEvent.Confirmed"/> in any case.
    /// </summary>
    public SipRefusal Accept(SipCallRef call, SdpLocal media, long nowMs)
    {
        SipRefusal refusal = Offered(call, out Call? known, out ServerInvite? open);
        if (refusal != SipRefusal.None)
        {
            return refusal;
        }

        if (known!.Offer is { } offer)
        {
            if (OfferAnswer.Answer(offer, media) is not SdpAnswer.Agreed agreed)
            {
                return Reject(call, 488, 0, [], nowMs);
            }

            Agree(known, media, agreed.Audio, SipSide.Us);
            SendAnswer(known, open!, agreed.Answer.ToString(), nowMs);
        }
        else
        {
            (known.Media, known.AnswerInAck) = (media, true);
            SendAnswer(known, open!, OfferAnswer.Offer(media).ToString(), nowMs);
        }

        known.State = CallState.Answering;
        known.StopRinging();
        _agenda.Note(known);
        return SipRefusal.None;
    }

    /// <summary>A final refusal for an incoming call.</summary>
    /// <param name="call">The call.</param>
    /// <param name="status">300 to 699.</param>
    /// <param name="q850Cause">Written as Reason; zero writes none.</param>
    /// <param name="headers">Retry-After, Call-Info, Contact of a redirect.</param>
    /// <param name="nowMs">Now.</param>
    public SipRefusal Reject(SipCallRef call, int status, int q850Cause, IReadOnlyList<SipHeader> headers, long nowMs)
    {
        SipRefusal refusal = Offered(call, out Call? known, out ServerInvite? open);
        bool writable = status is >= 300 and <= 699
            && headers.All(header => SipText.IsWord(header.Name) && SipText.IsOneLine(header.Value));
        if (refusal != SipRefusal.None || !writable)
        {
            return refusal != SipRefusal.None ? refusal : SipRefusal.Malformed;
        }

        SipResponse response = Response(open!.Request, status, call.LocalTag);
        AddReason(response, q850Cause);
        foreach (SipHeader header in headers)
        {
            response.Headers.Add(header.Name, header.Value);
        }

        Respond(open, response, nowMs);
        End(known!, CallState.Over, new SipEnding
        {
            By = SipSide.Us, WasAnswered = false, Status = status, Phrase = response.Phrase, Q850Cause = q850Cause,
        });
        return SipRefusal.None;
    }

    private void ReceiveRequest(SipRequest request, IPEndPoint source, long nowMs)
    {
        string key = ServedKey(request, request.Method is "ACK" ? "INVITE" : request.Method);
        bool known = _served.TryGetValue(key, out ServerTransaction? served);
        if (known && !(request.Method is "ACK" && served is ServerInvite { IsAccepted: true }))
        {
            served!.ReceiveAgain(request, nowMs);
            Note(served);
            return;
        }

        if (request.Method is "ACK")
        {
            ReceiveAck(request, nowMs);
            return;
        }

        Via via = request.TopVia!; // the reader lets nothing pass without one
        request.Headers.ReplaceFirstElement("Via", via.SeenFrom(source).ToString());
        IPEndPoint back = via.ResponseAddress(source);
        bool isOurs = _calls.ContainsKey(new SipCallRef(request.CallId, request.ToTag))
            || (request.Method is "CANCEL" && _served.ContainsKey(ServedKey(request, "INVITE")));
        if (_served.Count >= _settings.TransactionsMax && !isOurs)
        {
            SipResponse busy = Response(request, 503, _token());
            AddRetryAfter(busy);
            _wire.Enqueue(new SipDatagram(busy.ToBytes(), back));
            return;
        }

        served = request.Method is "INVITE"
            ? new ServerInvite(request, back, _settings, _wire)
            : new ServerRequest(request, back, _settings, _wire);
        _served[ServedKey(request, request.Method)] = served;
        if (request.Method is "CANCEL")
        {
            ReceiveCancel(served, nowMs);
        }
        else if (request.ToTag.Length > 0)
        {
            ReceiveInDialog(served, nowMs);
        }
        else if (served is ServerInvite invite)
        {
            ReceiveInvite(invite, source, nowMs);
        }
        else
        {
            ReceiveOutside(served, nowMs);
        }
    }

    /// <summary>OPTIONS stands alone; what needs a dialog gets 481, what we do not speak gets 405.</summary>
    private void ReceiveOutside(ServerTransaction served, long nowMs)
    {
        switch (served.Request.Method)
        {
            case "OPTIONS":
                SipResponse response = Response(served.Request, IsDraining ? 503 : 200, _token());
                AddAbilities(response);
                Respond(served, response, nowMs);
                break;
            case "BYE" or "INFO" or "UPDATE" or "PRACK":
                Refuse(served, 481, nowMs);
                break;
            default:
                RefuseMethod(served, nowMs);
                break;
        }
    }

    private void ReceiveInvite(ServerInvite open, IPEndPoint source, long nowMs)
    {
        SipRequest invite = open.Request;
        SessionDescription? offer = null;
        string[] unsupported = [.. invite.Headers.Elements("Require").Where(option => !IsSupported(option))];
        int seconds = invite.Headers.Number("Session-Expires");
        int status = (IsDraining, Calls >= _settings.CallsMax) switch
        {
            (true, _) or (_, true) => 503,
            _ when _offered.ContainsKey((invite.CallId, invite.FromTag)) => 482,
            _ when !IsAddress(invite.Uri) => 416,
            _ when unsupported.Length > 0 => 420,
            _ when invite.Body.Length > 0 && !HasSdp(invite) => 415,
            _ when invite.Body.Length > 0 && !SessionDescription.TryParse(invite.Body, out offer, out string? _) => 400,
            _ when invite.Headers.First("Contact") is null => 400,
            _ when seconds > 0 && seconds < _settings.MinSeSeconds => 422,
            _ => 0,
        };
        if (status != 0)
        {
            SipResponse refusal = Response(invite, status, _token());
            AddWhy(refusal, unsupported);
            Respond(open, refusal, nowMs);
            return;
        }

        SipCallRef name = new(invite.CallId, _token());
        Call call = new(name, CallState.Offered)
        {
            Open = open, Offer = offer, Dialog = Dialog.OfCallee(invite, name.LocalTag, source),
        };
        open.Call = call;
        Calls++;
        _calls[name] = call;
        _offered[(invite.CallId, invite.FromTag)] = call;
        Respond(open, Response(invite, 100, ""), nowMs);
        _events.Enqueue(new SipEvent.IncomingInvite(name, invite, source, offer));
    }

    /// <summary>200 to the CANCEL if there is such a call; 487 to its INVITE if that is still open (RFC 3261 §9.2).</summary>
    private void ReceiveCancel(ServerTransaction served, long nowMs)
    {
        if (!_served.TryGetValue(ServedKey(served.Request, "INVITE"), out ServerTransaction? target)
            || target is not ServerInvite open)
        {
            Refuse(served, 481, nowMs);
            return;
        }

        Call? call = open.Call;
        Respond(served, Response(served.Request, 200, call?.Ref.LocalTag ?? _token()), nowMs);
        if (call is { State: CallState.Offered } && open.IsOpen)
        {
            Respond(open, Response(open.Request, 487, call.Ref.LocalTag), nowMs);
            End(call, CallState.Over, EndingBy(served.Request, 487, "Cancelled", AnswerSeen.No));
        }
    }

    private void ReceiveAck(SipRequest ack, long nowMs)
    {
        // An ACK that fits nothing is not answered: nothing ever answers an ACK.
        if (!_calls.TryGetValue(new SipCallRef(ack.CallId, ack.ToTag), out Call? call) || call.AckByMs is null
            || call.AnswerNumber != ack.CSeq.Number || call.Dialog is not { } dialog || !dialog.RemoteTag.Is(ack.FromTag))
        {
            return;
        }

        call.StopAnswering();
        call.Open = null;
        if (call.State == CallState.Leaving)
        {
            SendBye(call, 0, nowMs);
            return;
        }

        NegotiatedAudio? before = call.Audio;
        if (call.AnswerInAck)
        {
            call.AnswerInAck = false;
            string refusal = "the ACK has no answer";
            call.Audio = ReadSdp(ack) is { } sdp && call.Media is { } media
                ? OfferAnswer.Read(sdp, media, out refusal) ?? before
                : before;
            if (call.Audio is null)
            {
                SendBye(call, 0, nowMs);
                End(call, CallState.Leaving, new SipEnding
                {
                    By = SipSide.Us, WasAnswered = true, Status = 200, Phrase = refusal, Message = ack,
                });
                return;
            }
        }

        if (call is { State: CallState.Answering, Audio: { } audio })
        {
            call.State = CallState.Standing;
            _events.Enqueue(new SipEvent.Confirmed(call.Ref, audio));
        }
        else if (call.Audio is { } changed && changed != before)
        {
            _events.Enqueue(new SipEvent.MediaChanged(call.Ref, changed, SipSide.FarEnd));
        }
    }

    private SipRefusal Offered(SipCallRef name, out Call? call, out ServerInvite? open)
    {
        open = null;
        if (!_calls.TryGetValue(name, out call) || !call.IsAlive)
        {
            return SipRefusal.NoSuchCall;
        }

        open = call.Open;
        return call.State == CallState.Offered && open is not null ? SipRefusal.None : SipRefusal.WrongState;
    }

    /// <summary>200 to an INVITE, repeated by the call until its ACK comes (RFC 3261 §13.3.1.4).</summary>
    private void SendAnswer(Call call, ServerInvite open, string sdp, long nowMs)
    {
        SipResponse answer = DialogResponse(open.Request, 200, call.Ref.LocalTag);
        GrantSessionTimer(call, open.Request, answer, nowMs);
        SetSdp(answer, sdp);
        Respond(open, answer, nowMs);
        (call.Answer, call.AnswerTo, call.AnswerNumber) = (answer.ToBytes(), open.Peer, open.Request.CSeq.Number);
        call.AnswerIntervalMs = _settings.T1Ms;
        (call.AnswerAgainMs, call.AckByMs) = (nowMs + _settings.T1Ms, nowMs + GiveUpMs);
        _agenda.Note(call);
    }

    private void Agree(Call call, SdpLocal media, NegotiatedAudio audio, SipSide by)
    {
        bool changed = call.Audio != audio;
        (call.Media, call.Audio) = (media, audio);
        if (changed)
        {
            _events.Enqueue(new SipEvent.MediaChanged(call.Ref, audio, by));
        }
    }
}
