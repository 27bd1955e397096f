using Paceline.Media.Audio;
using Paceline.Sip;

namespace Paceline.Voice;

// Calls for us: somebody calls back. They hear one sentence, and the server is told, so that somebody calls them.
internal sealed partial class Switchboard
{
    /// <summary>Calls for us at once; a person who meets a busy line calls again, and a flood finds a wall.</summary>
    private const int ReturnedMax = 20;

    /// <summary>How much longer than its message such a call may take, in milliseconds.</summary>
    private const long ReturnedGuardMs = 5000;

    private readonly Dictionary<SipCallRef, ReturnedCall> _returnedBySip = [];
    private readonly Dictionary<MediaLeg, ReturnedCall> _returnedByLeg = [];

    private void CameIn(SipEvent.IncomingInvite incoming, long nowMs)
    {
        Trunk? trunk = _trunks.Values.FirstOrDefault(trunk => trunk.Address.Address.Equals(incoming.Source.Address));
        int refusal = trunk switch
        {
            null => 403, // Not from where calls may come: nobody may use the node as a way in.
            _ when _stopping => 503,
            _ when _returnedBySip.Count >= ReturnedMax || !Events.HasRoomFor((_liveCalls + 1) * EventsPerCall) => 486,
            _ => 0,
        };
        if (refusal != 0 || trunk is null)
        {
            Sip.Reject(incoming.Call, refusal, 0, [], nowMs);
            return;
        }

        // Told before it is answered: also who hangs up at once has called.
        LogReturned(trunk.Settings.Name);
        Events.Append(new VoiceProtocol.VoiceEvent
        {
            ReturnedCall = new VoiceProtocol.ReturnedCall
            {
                Trunk = trunk.Settings.Name, Number = CallerOf(incoming.Invite), Called = NumberIn(incoming.Invite.Uri),
            },
        });
        if (_prompts.Find(_settings.ReturnPrompt) is not { } message || _media.OpenRtp(this) is not { } leg)
        {
            Sip.Reject(incoming.Call, 480, 0, [], nowMs);
            return;
        }

        ReturnedCall call = new(incoming.Call, trunk, message, leg);
        _returnedBySip.Add(call.Sip, call);
        _returnedByLeg.Add(leg, call);
        trunk.Calls++;
        call.Guard = _alarms.At(
            nowMs + message.DurationMs + ReturnedGuardMs, () => Sip.HangUp(call.Sip, 16, NowMs));
        // Without a codec in common it is refused, and its end is told at once.
        Sip.Accept(call.Sip, OfferOf(leg), nowMs);
    }

    private static void ReturnedCallStands(ReturnedCall call, NegotiatedAudio audio)
    {
        call.Leg.Connect(audio);
        call.Leg.Play(new PromptPlayer(call.Message));
    }

    private void NotedOfReturned(ReturnedCall call, LegNote note)
    {
        if (note is LegNote.PlayingEnded)
        {
            Sip.HangUp(call.Sip, 16, NowMs);
        }
    }

    private void ReturnedCallEnded(ReturnedCall call)
    {
        call.Guard?.CallOff();
        _returnedBySip.Remove(call.Sip);
        _returnedByLeg.Remove(call.Leg);
        call.Trunk.Calls--;
        call.Leg.Close();
    }

    private void WhenReturned(SipCallRef sip, Action<ReturnedCall> then)
    {
        if (_returnedBySip.TryGetValue(sip, out ReturnedCall? call))
        {
            then(call);
        }
    }

    /// <summary>What the network vouches for (RFC 3325) rather than what the caller says.</summary>
    private static string CallerOf(SipRequest invite)
    {
        foreach (string header in (string[])["P-Asserted-Identity", "From"])
        {
            if (NameAddress.TryParse(invite.Headers.FirstElement(header), out NameAddress? caller) && NumberIn(caller.Uri) is { Length: > 0 } number)
            {
                return number;
            }
        }

        return "";
    }

    /// <summary>The digits of a sip: or tel: address; empty when it names no number.</summary>
    private static string NumberIn(string uri)
    {
        string user = uri.StartsWith("tel:", StringComparison.OrdinalIgnoreCase) ? uri[4..].Split(';')[0]
            : SipUri.TryParse(uri, out SipUri? address) ? address.User.Split(';')[0] : "";
        bool isNumber = user.Length is >= 3 and <= 20 && user.AsSpan(user[0] == '+' ? 1 : 0).IndexOfAnyExceptInRange('0', '9') < 0;
        return isNumber ? user : "";
    }
}
