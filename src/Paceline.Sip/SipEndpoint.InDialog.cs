namespace Paceline.Sip;

// Inside a call that has a dialog: their requests (each gets an answer), our re-INVITE and BYE, the session timer.
public sealed partial class SipEndpoint
{
    /// <summary>re-INVITE with our media in another direction (hold, resume) or at another port.</summary>
    public SipRefusal Reoffer(SipCallRef call, SdpLocal media, long nowMs)
    {
        if (!_calls.TryGetValue(call, out Call? known) || !known.IsAlive)
        {
            return SipRefusal.NoSuchCall;
        }

        if (known.State != CallState.Standing || known.Reoffer is not null || known.AckByMs is not null)
        {
            return SipRefusal.WrongState;
        }

        known.Reoffered = media with { Version = (known.Media?.Version ?? 0) + 1 };
        SendReinvite(known, known.Reoffered, nowMs);
        return SipRefusal.None;
    }

    private void ReceiveInDialog(ServerTransaction served, long nowMs)
    {
        SipRequest request = served.Request;
        Call? call = _calls.GetValueOrDefault(new SipCallRef(request.CallId, request.ToTag));
        if (call?.Find(request.FromTag) is not { } dialog)
        {
            Refuse(served, 481, nowMs);
            return;
        }

        if (request.CSeq.Number <= dialog.RemoteNumber)
        {
            // Out of order (RFC 3261 §12.2.2); a repetition would have found its transaction.
            Refuse(served, 500, nowMs);
            return;
        }

        dialog.RemoteNumber = request.CSeq.Number;
        switch (request.Method)
        {
            case "BYE":
                ReceiveBye(call, served, nowMs);
                break;
            case "INVITE" or "UPDATE" when call.State == CallState.Leaving:
                Refuse(served, 481, nowMs);
                break;
            case "INVITE" when served is ServerInvite open:
                ReceiveReinvite(call, dialog, open, nowMs);
                break;
            case "UPDATE":
                ReceiveUpdate(call, dialog, served, nowMs);
                break;
            case "INFO":
                _events.Enqueue(new SipEvent.InfoReceived(
                    call.Ref, request.Headers.First("Content-Type") ?? "", request.Body));
                Respond(served, Response(request, 200, ""), nowMs);
                break;
            case "OPTIONS":
                SipResponse abilities = Response(request, 200, "");
                AddAbilities(abilities);
                Respond(served, abilities, nowMs);
                break;
            case "PRACK":
                ReceivePrack(call, served, nowMs);
                break;
            case "REFER":
                _events.Enqueue(new SipEvent.TransferDeclined(call.Ref, request.Headers.First("Refer-To") ?? ""));
                Refuse(served, 603, nowMs);
                break;
            default:
                RefuseMethod(served, nowMs);
                break;
        }
    }

    private void ReceiveBye(Call call, ServerTransaction served, long nowMs)
    {
        Respond(served, Response(served.Request, 200, ""), nowMs);
        if (call is { State: CallState.Offered, Open: { } open })
        {
            // A caller may end an early dialog by BYE as well (RFC 3261 §15.1.2).
            Respond(open, Response(open.Request, 487, call.Ref.LocalTag), nowMs);
            End(call, CallState.Over, EndingBy(served.Request, 487, "Cancelled", AnswerSeen.No));
            return;
        }

        if (call.State is CallState.Inviting or CallState.Cancelling && call.Placed is { } placed)
        {
            // Their 200 was lost and their BYE was not: the far end is gone, so nothing more comes for our INVITE.
            Drop(placed);
        }

        call.StopAnswering();
        End(call, CallState.Over, EndingBy(served.Request, 200, "", AnswerSeen.Yes));
        if (call.State == CallState.Leaving && call.Open is not null)
        {
            // Hung up before the ACK came: with their BYE here ours is not needed any more.
            Forget(call);
        }
    }

    private void ReceiveReinvite(Call call, Dialog dialog, ServerInvite open, long nowMs)
    {
        SipRequest request = open.Request;
        int seconds = request.Headers.Number("Session-Expires");
        int refusal = call switch
        {
            { Reoffer: not null } or { State: CallState.Inviting or CallState.Cancelling } => 491,
            { State: not CallState.Standing } or { AckByMs: not null } => 500,
            _ when seconds > 0 && seconds < _settings.MinSeSeconds => 422,
            _ when request.Body.Length > 0 && ReadSdp(request) is null => 488,
            _ => 0,
        };
        if (refusal != 0 || call.Media is not { } media)
        {
            Refuse(open, refusal, nowMs);
            return;
        }

        SdpLocal again = media with { Version = media.Version + 1 };
        if (ReadSdp(request) is not { } offer)
        {
            dialog.Retarget(request);
            (call.Open, call.Media, call.AnswerInAck) = (open, again, true);
            SendAnswer(call, open, OfferAnswer.Offer(again).ToString(), nowMs);
        }
        else if (OfferAnswer.Answer(offer, again) is SdpAnswer.Agreed agreed)
        {
            dialog.Retarget(request);
            call.Open = open;
            SendAnswer(call, open, agreed.Answer.ToString(), nowMs);
            Agree(call, again, agreed.Audio, SipSide.FarEnd);
        }
        else
        {
            Refuse(open, 488, nowMs);
        }
    }

    /// <summary>RFC 3311: an offer without a three-way handshake, or none at all, which refreshes the session.</summary>
    private void ReceiveUpdate(Call call, Dialog dialog, ServerTransaction served, long nowMs)
    {
        SipRequest request = served.Request;
        bool offers = request.Body.Length > 0;
        int seconds = request.Headers.Number("Session-Expires");
        if (offers && (call.Reoffer is not null || call.State == CallState.Offered || call.AckByMs is not null))
        {
            Refuse(served, 491, nowMs);
            return;
        }

        if (seconds > 0 && seconds < _settings.MinSeSeconds)
        {
            Refuse(served, 422, nowMs);
            return;
        }

        SipResponse response = DialogResponse(request, 200, "");
        if (offers)
        {
            SdpLocal? again = call.Media is { } media ? media with { Version = media.Version + 1 } : null;
            if (again is null || ReadSdp(request) is not { } offer
                || OfferAnswer.Answer(offer, again) is not SdpAnswer.Agreed agreed)
            {
                Refuse(served, 488, nowMs);
                return;
            }

            SetSdp(response, agreed.Answer);
            dialog.Audio = agreed.Audio;
            Agree(call, again, agreed.Audio, SipSide.FarEnd);
        }

        dialog.Retarget(request);
        if (call.State == CallState.Standing)
        {
            GrantSessionTimer(call, request, response, nowMs);
        }

        Respond(served, response, nowMs);
    }

    private void SendReinvite(Call call, SdpLocal media, long nowMs)
    {
        Dialog dialog = call.Dialog!; // only a standing call gets here, and it has one
        SipRequest invite = dialog.Request("INVITE", ++dialog.LocalNumber);
        AddInviteHeaders(call, invite);
        SetSdp(invite, OfferAnswer.Offer(media));
        call.Reoffer = Ask(invite, dialog.NextHop(), Purpose.Reinvite, call, nowMs);
    }

    private void HearReinvite(ClientTransaction asked, SipResponse response, System.Net.IPEndPoint source, long nowMs)
    {
        if (response.Status < 200 || asked.Call is not { Dialog: { } dialog } call)
        {
            return;
        }

        bool isAnswer = response.Status < 300;
        if (call.Reoffer != asked || call.State != CallState.Standing)
        {
            if (isAnswer && dialog.AckNumber == response.CSeq.Number && dialog.Ack is { } ack)
            {
                _wire.Enqueue(ack);
            }
            else if (isAnswer)
            {
                SendAck(dialog, response, asked.Request);
            }

            return;
        }

        call.Reoffer = null;
        if (isAnswer)
        {
            dialog.Retarget(response);
            SendAck(dialog, response, asked.Request);
            HearReanswer(call, response, nowMs);
        }
        else if (response.Status is 401 or 407 && Authorized(call, asked.Request, response) is { } authorized)
        {
            call.Reoffer = Ask(authorized, asked.Peer, Purpose.Reinvite, call, nowMs);
        }
        else if (response.Status == 422 && Lengthened(call, asked.Request, response) is { } lengthened)
        {
            call.Reoffer = Ask(lengthened, asked.Peer, Purpose.Reinvite, call, nowMs);
        }
        else if (response.Status is 408 or 481)
        {
            // RFC 3261 §12.2.1.2: the far end has no such dialog.
            SendBye(call, 0, nowMs);
            End(call, CallState.Leaving, EndingBy(response, response.Status, response.Phrase, AnswerSeen.Yes));
        }
        else
        {
            RefusedReoffer(call, response.Status, nowMs);
        }
    }

    private void HearReanswer(Call call, SipResponse response, long nowMs)
    {
        SdpLocal? offered = call.Reoffered ?? call.Media;
        string refusal = "the 200 has no answer";
        NegotiatedAudio? audio = ReadSdp(response) is { } sdp && offered is not null
            ? OfferAnswer.Read(sdp, offered, out refusal)
            : null;
        call.Reoffered = null;
        if (audio is null || offered is null)
        {
            SendBye(call, 0, nowMs);
            End(call, CallState.Leaving, new SipEnding
            {
                By = SipSide.Us, WasAnswered = true, Status = 200, Phrase = refusal, Message = response,
            });
            return;
        }

        Agree(call, offered, audio, SipSide.Us);
        TakeSessionTimer(call, response, nowMs);
    }

    private void RefusedReoffer(Call call, int status, long nowMs)
    {
        if (call.Reoffered is not null)
        {
            call.Reoffered = null;
            _events.Enqueue(new SipEvent.ReofferRefused(call.Ref, status));
        }
        else if (status == 491)
        {
            // Both offered at once (RFC 3261 §14.1): the owner of the Call-ID waits longer than the other side.
            (call.RefreshTried, call.SessionDueMs) = (false, nowMs + (call.Order is null ? 1000 : 3000));
        }
    }

    private void SendAck(Dialog dialog, SipResponse answer, SipRequest? invite)
    {
        SipRequest ack = dialog.Request("ACK", answer.CSeq.Number);
        ack.Headers.Prepend("Via", NewVia());
        ack.Headers.Add("Contact", Contact);
        foreach (SipHeader header in invite?.Headers.Where(h => h.Name is "Authorization" or "Proxy-Authorization") ?? [])
        {
            // RFC 3261 §22.1: nobody can challenge an ACK, so it carries what its INVITE carried.
            ack.Headers.Add(header.Name, header.Value);
        }

        dialog.Ack = new SipDatagram(ack.ToBytes(), dialog.NextHop());
        dialog.AckNumber = answer.CSeq.Number;
        _wire.Enqueue(dialog.Ack.Value);
    }

    private void SendBye(Call call, int q850Cause, long nowMs)
    {
        Dialog dialog = call.Dialog!; // only an answered call gets here, and it has one
        SipRequest bye = dialog.Request("BYE", ++dialog.LocalNumber);
        AddReason(bye, q850Cause);
        Ask(bye, dialog.NextHop(), Purpose.Bye, call, nowMs);
    }

    private void HearInDialog(ClientTransaction asked, SipResponse response, long nowMs)
    {
        if (asked.Call is not { } call)
        {
            return;
        }

        if (response.Status is 401 or 407 && Authorized(call, asked.Request, response) is { } again)
        {
            Ask(again, asked.Peer, asked.Purpose, call, nowMs);
        }
        else if (asked.Purpose == Purpose.Bye)
        {
            Forget(call);
        }
    }

    private void FireCall(Call call, long nowMs)
    {
        if (call.CancelByMs <= nowMs)
        {
            if (call.Placed is { } placed)
            {
                Drop(placed);
            }

            End(call, CallState.Over, new SipEnding
            {
                By = SipSide.Us, WasAnswered = false, Timer = SipTimer.CancelUnanswered, Q850Cause = call.CancelCause,
            });
        }
        else if (call.AckByMs <= nowMs)
        {
            call.StopAnswering();
            SendBye(call, 0, nowMs);
            End(call, CallState.Leaving, new SipEnding
            {
                By = SipSide.Us, WasAnswered = true, Status = 200, Timer = SipTimer.AckMissing,
            });
        }
        else if (call.AnswerAgainMs <= nowMs && call.AnswerTo is { } to)
        {
            call.AnswerIntervalMs = Math.Min(call.AnswerIntervalMs * 2, _settings.T2Ms);
            call.AnswerAgainMs = nowMs + call.AnswerIntervalMs;
            _wire.Enqueue(new SipDatagram(call.Answer, to));
        }
        else if (call.RingingAgainMs <= nowMs || call.PrackByMs <= nowMs)
        {
            FireRinging(call, nowMs);
        }
        else if (call.SessionDueMs <= nowMs)
        {
            FireSession(call, nowMs);
        }
    }
}
