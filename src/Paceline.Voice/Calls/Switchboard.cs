using Microsoft.Extensions.Logging;
using Paceline.Media.Audio;
using Paceline.Sip;
using Paceline.Voice.Sockets;
using Paceline.VoiceProtocol;

namespace Paceline.Voice;

/// <summary>
/// The one owner of all calls and agents' lines of a node. Everything here runs on the signalling thread: what SIP brings,
/// what the media thread noted, what the server commands, and what is due.
/// </summary>
internal sealed partial class Switchboard : ISipParty, ILegOwner
{
    private readonly SipHost _host;
    private readonly MediaEngine _media;
    private readonly VoiceSettings _settings;
    private readonly PromptShelf _prompts;
    private readonly ILogger _log;
    private readonly Alarms _alarms = new();
    private readonly Dictionary<string, Trunk> _trunks;
    private readonly Dictionary<string, CustomerCall> _calls = new(StringComparer.Ordinal);
    private readonly FinishedAttempts _finished = new();
    private readonly Dictionary<string, AgentLine> _agents = new(StringComparer.Ordinal);
    private readonly Dictionary<SipCallRef, CustomerCall> _callBySip = [];
    private readonly Dictionary<SipCallRef, AgentLeg> _agentBySip = [];
    private readonly Dictionary<MediaLeg, CustomerCall> _callByLeg = [];
    private readonly Dictionary<MediaLeg, AgentLeg> _agentByLeg = [];
    private long _sessions;
    private int _liveCalls;

    public Switchboard(
        SipHost host, MediaEngine media, VoiceSettings settings, PromptShelf prompts, IEnumerable<Trunk> trunks,
        TimeProvider time, ILogger log)
    {
        _host = host;
        _media = media;
        _settings = settings;
        _prompts = prompts;
        _log = log;
        _trunks = trunks.ToDictionary(static trunk => trunk.Settings.Name, StringComparer.Ordinal);
        Epoch = Guid.CreateVersion7(time.GetUtcNow()).ToString("N");
        Events = new EventLog(Epoch, settings.EventsMax, time);
        _phoneCalls = time.GetUtcNow().ToUnixTimeMilliseconds();
        long nowMs = MonotonicClock.NowMs;
        WatchForOrphanhood(nowMs);
        foreach (Trunk trunk in _trunks.Values)
        {
            ProbeAt(trunk, nowMs);
            RegisterAt(trunk, nowMs);
        }
    }

    public string Epoch { get; }

    public EventLog Events { get; }

    public long? DueMs => _alarms.DueMs;

    private SipEndpoint Sip => _host.Endpoint;

    private static long NowMs => MonotonicClock.NowMs;

    public void TimePassed(long nowMs) => _alarms.TimePassed(nowMs);

    bool ILegOwner.TryNote(MediaLeg leg, LegNote note) => _host.Loop.TryPost(() => Noted(leg, note));

    public void Happened(SipEvent happened, long nowMs)
    {
        switch (happened)
        {
            case SipEvent.Trying(var sip):
                WhenCustomer(sip, call => call.Trunk.Health.Heard(nowMs));
                break;
            case SipEvent.Ringing(var sip, _, _):
                WhenCustomer(sip, call => Alerted(call, isEarlyMedia: false, nowMs));
                break;
            case SipEvent.EarlyMedia(var sip, _, _, var audio):
                WhenCustomer(sip, call =>
                {
                    call.Leg.Connect(audio);
                    Alerted(call, isEarlyMedia: true, nowMs);
                });
                WhenAgent(sip, leg => ((RtpLeg)leg.Media).Connect(audio));
                break;
            case SipEvent.Answered(var sip, _, var audio):
                WhenCustomer(sip, call => Answered(call, audio, nowMs));
                WhenAgent(sip, leg => PhoneAnswered(leg, audio));
                break;
            case SipEvent.AnsweredDespiteCancel(var sip, _):
                WhenCustomer(sip, static call => call.Ours = EndedBy.CancelCrossedAnswer);
                break;
            case SipEvent.MediaChanged(var sip, var audio, _):
                WhenCustomer(sip, call => call.Leg.Connect(audio));
                WhenAgent(sip, leg => ((RtpLeg)leg.Media).Connect(audio));
                WhenReturned(sip, call => call.Leg.Connect(audio));
                break;
            case SipEvent.InfoReceived(var sip, var type, var body):
                if (DtmfRelay.TryRead(type, body, out char key))
                {
                    WhenCustomer(sip, call => KeyPressed(call, key, isCustomer: true));
                }

                break;
            case SipEvent.Ended(var sip, var ending):
                WhenCustomer(sip, call => CallEnded(call, ending, nowMs));
                WhenAgent(sip, leg => PhoneEnded(leg, ending));
                WhenReturned(sip, ReturnedCallEnded);
                break;
            case SipEvent.OptionsAnswered(var id, var status, _):
                ProbeAnswered(id, status);
                break;
            case SipEvent.Registered result:
                Registered(result);
                break;
            case SipEvent.IncomingInvite incoming:
                CameIn(incoming, nowMs);
                break;
            case SipEvent.Confirmed(var sip, var audio):
                WhenReturned(sip, call => ReturnedCallStands(call, audio));
                break;
            case SipEvent.StrayAnswerEnded:
                LogStrayAnswer();
                break;
            case SipEvent.ReofferRefused or SipEvent.TransferDeclined or SipEvent.Unreadable:
                // We offer nothing anew; the endpoint has replied to the rest.
                break;
            default:
                break;
        }
    }

    private void Noted(MediaLeg leg, LegNote note)
    {
        if (_callByLeg.TryGetValue(leg, out CustomerCall? call))
        {
            NotedOfCustomer(call, note);
        }
        else if (_agentByLeg.TryGetValue(leg, out AgentLeg? agent))
        {
            NotedOfAgent(agent, note);
        }
        else if (_returnedByLeg.TryGetValue(leg, out ReturnedCall? returned))
        {
            NotedOfReturned(returned, note);
        }
    }

    private void WhenCustomer(SipCallRef sip, Action<CustomerCall> then)
    {
        if (_callBySip.TryGetValue(sip, out CustomerCall? call))
        {
            then(call);
        }
    }

    private void WhenAgent(SipCallRef sip, Action<AgentLeg> then)
    {
        if (_agentBySip.TryGetValue(sip, out AgentLeg? leg))
        {
            then(leg);
        }
    }

    private void Tell(CustomerCall call, Action<VoiceEvent> fill)
    {
        VoiceEvent happened = new() { Attempt = call.Attempt, Agent = call.Agent, Tag = call.Order.Tag };
        fill(happened);
        Events.Append(happened);
    }

    private void Tell(AgentLine line, Action<VoiceEvent> fill)
    {
        VoiceEvent happened = new() { Agent = line.Agent, Tag = line.Tag };
        fill(happened);
        Events.Append(happened);
    }

    private SdpLocal OfferOf(MediaLeg leg) => new(leg.Local, ++_sessions) { DtmfPayloadType = MediaEngine.TelephoneEvent };

    private ISampleSource HoldAudio() => _prompts.HoldAudio();
}
