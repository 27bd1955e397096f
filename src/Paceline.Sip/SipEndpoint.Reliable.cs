using System.Globalization;

namespace Paceline.Sip;

// Provisional responses that must not get lost (RFC 3262): PRACK as caller, repetition until PRACK as callee.
public sealed partial class SipEndpoint
{
    /// <summary>PRACK for a reliable provisional response; false for one that repeats or runs ahead (RFC 3262 §4).</summary>
    private bool AcknowledgedProvisional(Call call, Dialog fork, SipResponse response, long nowMs)
    {
        int reliable = response.Headers.Lists("Require", "100rel") ? response.Headers.Number("RSeq") : 0;
        if (reliable == 0)
        {
            return true;
        }

        if (fork.ReliableNumber != 0 && reliable != fork.ReliableNumber + 1L)
        {
            return false;
        }

        fork.ReliableNumber = reliable;
        SipRequest prack = fork.Request("PRACK", ++fork.LocalNumber);
        prack.Headers.Add("RAck", string.Create(CultureInfo.InvariantCulture, $"{reliable} {response.CSeq}"));
        Ask(prack, fork.NextHop(), Purpose.Prack, call, nowMs);
        return true;
    }

    /// <summary>
    /// 180 or 183. Reliable when the caller requires it, or supports it and our settings ask for it; the next one then waits
    /// for the PRACK of this one. Contrary to RFC 3262 §3 a 200 does not wait: it carries the same answer.
    /// </summary>
    private SipRefusal Provisional(Call call, ServerInvite open, int status, string sdp, long nowMs)
    {
        SipHeaders asked = open.Request.Headers;
        SipResponse response = DialogResponse(open.Request, status, call.Ref.LocalTag);
        SetSdp(response, sdp);
        if (!asked.Lists("Require", "100rel") && !(_settings.ReliableRinging && asked.Lists("Supported", "100rel")))
        {
            Respond(open, response, nowMs);
        }
        else if (call.RingingAgainMs is null)
        {
            SendReliable(call, open, response, nowMs);
        }
        else
        {
            call.RingingNext = response;
        }

        return SipRefusal.None;
    }

    private void SendReliable(Call call, ServerInvite open, SipResponse response, long nowMs)
    {
        response.Headers.Add("Require", "100rel");
        response.Headers.Add("RSeq", (++call.RingingNumber).ToString(CultureInfo.InvariantCulture));
        Respond(open, response, nowMs);
        (call.Ringing, call.RingingNext, call.RingingIntervalMs) = (response.ToBytes(), null, _settings.T1Ms);
        (call.RingingAgainMs, call.PrackByMs) = (nowMs + _settings.T1Ms, nowMs + GiveUpMs);
        _agenda.Note(call);
    }

    private void ReceivePrack(Call call, ServerTransaction served, long nowMs)
    {
        string[] words = (served.Request.Headers.First("RAck") ?? "").Split(' ', StringSplitOptions.RemoveEmptyEntries);
        bool fits = words.Length == 3 && call.RingingNumber > 0 && SipText.LeadingNumber(words[0]) == call.RingingNumber;
        if (!fits)
        {
            Refuse(served, 481, nowMs);
            return;
        }

        Respond(served, Response(served.Request, 200, ""), nowMs);
        SipResponse? next = call.RingingNext;
        call.StopRinging();
        if (next is not null && call is { State: CallState.Offered, Open: { } open })
        {
            SendReliable(call, open, next, nowMs);
        }
    }

    private void FireRinging(Call call, long nowMs)
    {
        if (call.PrackByMs <= nowMs)
        {
            call.StopRinging();
            Reject(call.Ref, 504, 0, [], nowMs);
        }
        else if (call.Open is { } open)
        {
            call.RingingIntervalMs *= 2;
            call.RingingAgainMs = nowMs + call.RingingIntervalMs;
            _wire.Enqueue(new SipDatagram(call.Ringing, open.Peer));
        }
    }
}
