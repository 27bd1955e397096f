using System.Net;
using Paceline.Demo.People;
using Paceline.Demo.Sound;
using Paceline.Media.Tones;
using Paceline.Sip;
using Paceline.Voice;

namespace Paceline.Demo.Carrier;

/// <summary>Takes every call that comes and lets the called number behave as its script says. Lives on the SIP host's thread.</summary>
internal sealed class CarrierDesk(SipHost host, MediaEngine media, CarrierSettings settings, CarrierLog log, ForkSocket forks)
    : ISipParty, ILegOwner
{
    /// <summary>Numbers whose calls are counted, so that a second call can go another way; past it all count as called first.</summary>
    private const int NumbersMax = 200_000;

    private const long ClockLineMs = 5000;

    private readonly Town _town = new(settings.Seed, settings.Talk);
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
        else
        {
            CarrierCall call = new(incoming.Call, incoming.Invite, to, _town.Called(to, CalledBefore(to)));
            _calls.Add(incoming.Call, call);
            Begin(call, nowMs);
        }
    }

    private void Begin(CarrierCall call, long nowMs)
    {
        switch (call.Person.Script)
        {
            case CallScript.Talks talks:
                At(call, nowMs + 60, Ring);
                At(call, nowMs + talks.RingMs, Answer);
                break;
            case CallScript.Voicemail voicemail:
                At(call, nowMs + 60, Ring);
                At(call, nowMs + voicemail.RingMs, Answer);
                break;
            case CallScript.HangsUp hangsUp:
                At(call, nowMs + 60, Ring);
                At(call, nowMs + hangsUp.RingMs, Answer);
                break;
            case CallScript.RingsOut:
                At(call, nowMs + 60, Ring);
                break;
            case CallScript.Refuses refuses:
                if (refuses.Rings)
                {
                    At(call, nowMs + Math.Min(60, refuses.AfterMs / 2), Ring);
                }

                At(call, nowMs + refuses.AfterMs, (c, now) => Refuse(c.Ref, c.Ref.CallId, c.To, refuses.Code, refuses.Q850, [], now));
                break;
            default:
                throw new InvalidOperationException($"Nobody knows how to play {call.Person.Script}.");
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
            call.Leg!.Play(new ToneSource(TonePlan.For(call.To.Contains("44", StringComparison.Ordinal) ? "GB" : "US")!.Ringback));
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
        switch (call.Person.Script)
        {
            case CallScript.Talks talks:
                leg.Play(Script.Talk(call.Person.ToneHz, talks.HelloMs));
                At(call, nowMs + talks.PatienceMs, HangUp);
                At(call, nowMs + talks.WithoutSoundMs, (c, now) => HangUpIfSilent(c, now));
                break;
            case CallScript.Voicemail voicemail:
                leg.Play(Script.Machine(call.Person.ToneHz, voicemail.GreetingMs));
                At(call, nowMs + voicemail.GreetingMs + voicemail.RecordMs, HangUp);
                break;
            case CallScript.HangsUp hangsUp:
                At(call, nowMs + hangsUp.AfterMs, HangUp);
                break;
            default:
                throw new InvalidOperationException($"{call.Person.Script} does not answer.");
        }
    }

    private void HangUpIfSilent(CarrierCall call, long nowMs)
    {
        if (call.Ear?.FirstSoundMs is null)
        {
            HangUp(call, nowMs);
        }
    }

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
