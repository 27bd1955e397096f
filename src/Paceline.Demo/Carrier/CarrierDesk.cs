using System.Diagnostics;
using System.Net;
using NodaTime;
using Paceline.Demo.Check;
using Paceline.Demo.People;
using Paceline.Demo.Sound;
using Paceline.Media.Tones;
using Paceline.Simulation;
using Paceline.Sip;
using Paceline.Voice;

namespace Paceline.Demo.Carrier;

/// <summary>Takes every call that comes and lets the called number behave as its script says. Lives on the SIP host's thread.</summary>
internal sealed class CarrierDesk(
    SipHost host, MediaEngine media, CarrierSettings settings, CarrierLog log, ForkSocket forks, Func<string, int, CalledPerson?> town)
    : ISipParty, ILegOwner
{
    /// <summary>Numbers whose calls are counted, so that a second call can go another way; past it all count as called first.</summary>
    private const int NumbersMax = 200_000;

    private const long ClockLineMs = 5000;

    /// <summary>From the INVITE to the first ring, in milliseconds.</summary>
    private const int FirstRingMs = 60;

    private const int FaxHz = 2100;

    private readonly DigestGate? _gate = settings.Account is { } account ? new DigestGate(account) : null;
    private readonly Dictionary<SipCallRef, CarrierCall> _calls = [];
    private readonly Dictionary<string, int> _calledBefore = new(StringComparer.Ordinal);
    private readonly PriorityQueue<(SipCallRef Call, Action<CarrierCall, long> Work), long> _agenda = new();
    private long _sessions;
    private long _clockLineAtMs;
    private long _lateBeats;

    public long? DueMs => _agenda.TryPeek(out _, out var due) ? due : null;

    public void TimePassed(long nowMs)
    {
        while (_agenda.TryPeek(out var next, out var due) && due <= nowMs)
        {
            _agenda.Dequeue();
            if (_calls.TryGetValue(next.Call, out var call))
            {
                next.Work(call, nowMs);
            }
        }
    }

    public void Happened(SipEvent happened, long nowMs)
    {
        WriteClock(nowMs);
        switch (happened)
        {
            case SipEvent.IncomingInvite incoming:
                Take(incoming, nowMs);
                break;
            case SipEvent.MediaChanged changed when _calls.TryGetValue(changed.Call, out var call):
                call.Leg?.Connect(changed.Audio);
                break;
            case SipEvent.Confirmed confirmed when _calls.TryGetValue(confirmed.Call, out var call):
                log.Write("ack", call.Ref.CallId, call.To);
                call.Leg?.Connect(confirmed.Audio);
                break;
            case SipEvent.Ended ended when _calls.Remove(ended.Call, out var call):
                Leave(call, ended.Ending);
                break;
            default:
                break; // Nothing else moves a simulated person.
        }
    }

    /// <summary>Notes of the media thread need nobody here: what was heard is asked at the end.</summary>
    public bool TryNote(MediaLeg leg, LegNote note) => true;

    private void Take(SipEvent.IncomingInvite incoming, long nowMs)
    {
        var to = SipUri.TryParse(incoming.Invite.Uri, out var uri) ? uri.User : "";
        var callId = incoming.Call.CallId;
        log.Write("invite", callId, to);
        if (!IPAddress.IsLoopback(incoming.Source.Address))
        {
            Refuse(incoming.Call, callId, to, 403, 0, [], nowMs);
        }
        else if (_gate is not null && !_gate.Admits(incoming.Invite))
        {
            Refuse(incoming.Call, callId, to, 401, 0, [_gate.Challenge()], nowMs);
        }
        else if (town(to, CalledBefore(to)) is not { } person)
        {
            Refuse(incoming.Call, callId, to, 484, 28, [], nowMs);
        }
        else
        {
            CarrierCall call = new(incoming.Call, incoming.Invite, to, person);
            _calls.Add(incoming.Call, call);
            Begin(call, nowMs);
        }
    }

    private void Begin(CarrierCall call, long nowMs)
    {
        switch (call.Person.Call)
        {
            case PhoneCall.Refused refused:
                // Who takes a while to refuse has let it ring.
                if (Paced(refused.After) > 2 * FirstRingMs)
                {
                    At(call, nowMs + FirstRingMs, Ring);
                }

                At(call, nowMs + Paced(refused.After), (c, now) =>
                    Refuse(c.Ref, c.Ref.CallId, c.To, refused.SipCode, refused.Q850, [], now));
                break;
            case PhoneCall.RingsOut:
                At(call, nowMs + FirstRingMs, Ring);
                break;
            case { AnswersAfter: { } ring }:
                At(call, nowMs + FirstRingMs, Ring);
                At(call, nowMs + Math.Max(2 * FirstRingMs, Paced(ring)), Answer);
                break;
            default:
                throw new UnreachableException($"phone call {call.Person.Call}");
        }
    }

    private void Ring(CarrierCall call, long nowMs)
    {
        if (call.Person.Ring is RingStyle.Forked)
        {
            forks.Ring(call.Invite, host.Local);
        }

        if (call.Person.Ring is RingStyle.EarlyMedia && OpenMedia(call))
        {
            // The leg connects by MediaChanged; an INVITE without an offer rings plainly.
var country = LineLog.Digits(call.To).StartsWith("44", StringComparison.Ordinal) ? "GB" : "US";
            call.Leg!.Play(new ToneSource(TonePlan.For(country)!.Ringback)); // Media was opened, and both plans are known.
            if (host.Endpoint.Progress(call.Ref, call.Media!, nowMs) is SipRefusal.None)
            {
                log.Write("ringing", call.Ref.CallId, call.To, 183);
                return;
            }
        }

        host.Endpoint.Ring(call.Ref, nowMs);
        log.Write("ringing", call.Ref.CallId, call.To, 180);
    }

    private void Answer(CarrierCall call, long nowMs)
    {
        if (!OpenMedia(call))
        {
            Refuse(call.Ref, call.Ref.CallId, call.To, 503, 34, [], nowMs);
            return;
        }

        var leg = call.Leg!;
        leg.StopPlaying();
        var ear = new ToneEar(Voices.AgentsHz, share: 0.6);
        call.Ear = ear;
        call.OkMs = nowMs;
        leg.Listen(ear);
        host.Endpoint.Accept(call.Ref, call.Media!, nowMs);
        log.Write("ok", call.Ref.CallId, call.To, 200, json => json.WriteNumber("toneHz", call.Person.ToneHz));
        switch (call.Person.Call)
        {
            case PhoneCall.Person person:
                leg.Play(Script.Talk(call.Person.ToneHz, Paced(person.HelloAfter)));
                At(call, nowMs + Paced(person.Patience), (c, now) => LosePatience(c, Paced(person.TalkFor), now));
                break;
            case PhoneCall.Voicemail voicemail:
                leg.Play(Script.Machine(call.Person.ToneHz, Paced(voicemail.GreetingFor)));
                At(call, nowMs + Paced(voicemail.GreetingFor) + Paced(voicemail.RecordFor), HangUp);
                break;
            case PhoneCall.Fax fax:
                leg.Play(new ToneSource(Tone.Once(Paced(fax.ToneFor), FaxHz)));
                At(call, nowMs + Paced(fax.ToneFor), HangUp);
                break;
            case PhoneCall.Silent silent:
                At(call, nowMs + Paced(silent.For), HangUp);
                break;
            case PhoneCall.HangsUp hangsUp:
                At(call, nowMs + Paced(hangsUp.After), HangUp);
                break;
            default:
                throw new UnreachableException($"{call.Person.Call} answers, and nobody knows what it says.");
        }
    }

    /// <summary>Still no voice: hangs up. Else the person talks for as long as they like, from the agent's first word on.</summary>
    private void LosePatience(CarrierCall call, int talkMs, long nowMs)
    {
        if (call.Ear?.FirstSoundMs is { } first)
        {
            At(call, Math.Max(nowMs, first + talkMs), HangUp);
        }
        else
        {
            HangUp(call, nowMs);
        }
    }

    private int Paced(Duration time) => (int)Math.Clamp(time.TotalMilliseconds * settings.Pace, 1, 3_600_000);

    private void HangUp(CarrierCall call, long nowMs)
    {
        call.HungUpByPerson = true;
        host.Endpoint.HangUp(call.Ref, 16, nowMs);
    }

    private void Refuse(SipCallRef call, string callId, string to, int code, int q850, IReadOnlyList<SipHeader> headers, long nowMs)
    {
        log.Write("final", callId, to, code);
        host.Endpoint.Reject(call, code, q850, headers, nowMs);
    }

    private void Leave(CarrierCall call, SipEnding ending)
    {
        call.Leg?.Close();
        if (call.OkMs is not null)
        {
            var (firstSoundMs, what, hz) = call.Heard();
            log.Write("bye", call.Ref.CallId, call.To, ending.Status, json =>
            {
                if (firstSoundMs is { } ms)
                {
                    json.WriteNumber("firstSoundMs", ms);
                }

                json.WriteString("heard", what);
                json.WriteNumber("heardHz", hz);
                json.WriteString("ended", call.HungUpByPerson ? "person" : "caller");
            });
        }
        else if (ending.By is SipSide.FarEnd)
        {
            log.Write("cancel", call.Ref.CallId, call.To);
            log.Write("final", call.Ref.CallId, call.To, ending.Status == 0 ? 487 : ending.Status);
        }
    }

    private bool OpenMedia(CarrierCall call)
    {
        call.Leg ??= media.OpenRtp(this);
        if (call.Leg is { } leg)
        {
            call.Media ??= new SdpLocal(leg.Local, ++_sessions);
        }

        return call.Leg is not null;
    }

    private void At(CarrierCall call, long dueMs, Action<CarrierCall, long> work) => _agenda.Enqueue((call.Ref, work), dueMs);

    private int CalledBefore(string to)
    {
        var before = _calledBefore.GetValueOrDefault(to);
        if (before > 0 || _calledBefore.Count < NumbersMax)
        {
            _calledBefore[to] = before + 1;
        }

        return before;
    }

    /// <summary>Now and then how late the sound's beat was: whoever reads the log must know whether the machine kept time.</summary>
    private void WriteClock(long nowMs)
    {
        if (nowMs - _clockLineAtMs < ClockLineMs)
        {
            return;
        }

        var late = media.LateTicks;
        _clockLineAtMs = nowMs;
        if (late > _lateBeats)
        {
            var more = late - _lateBeats;
            _lateBeats = late;
            log.Write("clock", more: json => json.WriteNumber("lateBeats", more));
        }
    }
}
