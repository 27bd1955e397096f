using System.Collections.Concurrent;
using System.Net;
using System.Threading.Channels;
using Paceline.Media.Tones;
using Paceline.Sip;
using Paceline.Voice;
using Paceline.Voice.Sockets;

namespace Paceline.PeerTests.Voice;

/// <summary>How the far end takes one call.</summary>
/// <param name="Status">200 answers; zero only rings; anything else refuses after ringing.</param>
/// <param name="ToneHz">What it says once it is answered; zero says nothing.</param>
/// <param name="Q850">Cause of a refusal; zero gives none.</param>
/// <param name="EarlyTone">Played by the network before any answer (183); null: it rings by signalling only.</param>
/// <param name="Waits">It rings until <see cref="FarEnd.Answer(FarCall)"/>.</param>
/// <param name="RingsMs">How long it rings before it is answered; zero: not at all.</param>
internal sealed record Manner(int Status, double ToneHz = 0, int Q850 = 0, Tone? EarlyTone = null, bool Waits = false, long RingsMs = 0)
{
    /// <summary>How long the early tone is played before the answer.</summary>
    public const long EarlyMs = 400;
}

/// <summary>A carrier or phones: a real SIP and RTP far end on loopback that takes each call in the manner of its number.</summary>
internal sealed class FarEnd : ISipParty, ILegOwner, IAsyncDisposable
{
    private readonly Func<string, Manner> _manner;
    private readonly MediaEngine _media;
    private readonly SipHost _host;
    private readonly ConcurrentDictionary<string, FarCall> _calls = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, TaskCompletionSource<SipEnding>> _endings =
        new(StringComparer.Ordinal);
    private readonly Channel<char> _keys = Channel.CreateBounded<char>(64);
    private readonly Alarms _alarms = new();
    private long _sessions;

    private FarEnd(Func<string, Manner> manner, int firstPort, IPAddress address)
    {
        _manner = manner;
        _media = MediaEngine.Start(new MediaSettings { RtpPortFirst = firstPort, RtpPortLast = firstPort + 998 });
        SipHost? host = null;
        host = SipHost.Start(new SipHostSettings { Bind = new IPEndPoint(address, 0), Sip = Timers() }, self =>
        {
            host = self;
            return this;
        });
        _host = host;
    }

    public IPEndPoint Address => _host.Local;

    /// <summary>Answer OPTIONS and INVITE no more.</summary>
    public ConcurrentBag<SipRequest> Invites { get; } = [];

    public long? DueMs => _alarms.DueMs;

    public static FarEnd Start(int firstPort, Func<string, Manner> manner, IPAddress? address = null) =>
        new(manner, firstPort, address ?? IPAddress.Loopback);

    /// <summary>Calls somebody; what they say is heard by the call's leg once they answer.</summary>
    public FarCall Place(string callId, IPEndPoint to, string from)
    {
        RtpLeg leg = _media.OpenRtp(this).ShouldNotBeNull();
        TaskCompletionSource<FarCall> placed = new(TaskCreationOptions.RunContinuationsAsynchronously);
        _host.Post(() =>
        {
            _host.Endpoint.Invite(
                new InviteOrder
                {
                    CallId = callId, Target = new SipUri("+493012345", to), From = new NameAddress("", new SipUri(from, _host.Local)),
                    Destination = to, Media = new SdpLocal(leg.Local, ++_sessions),
                },
                SipHost.NowMs,
                out SipCallRef sip);
            FarCall call = new(sip, leg, _sessions);
            _calls[callId] = call;
            placed.SetResult(call);
        });
        return placed.Task.GetAwaiter().GetResult();
    }

    public static SipSettings Timers() => new() { Local = new IPEndPoint(IPAddress.Loopback, 0), T1Ms = 100 };

    /// <summary>The call whose Call-ID begins so, once it is there.</summary>
    public FarCall Call(string callIdStart) => _calls.Values.Single(call => call.Sip.CallId.StartsWith(callIdStart, StringComparison.Ordinal));

    public FarCall? LastCall(string callIdStart) =>
        _calls.Values.Where(call => call.Sip.CallId.StartsWith(callIdStart, StringComparison.Ordinal)).MaxBy(static call => call.Order);

    public Task<SipEnding> Ending(string callId) => EndingOf(callId).Task;

    /// <summary>How the call ended whose Call-ID begins so, of which there are so many.</summary>
    public Task<SipEnding> Ending(string callIdStart, int calls)
    {
        FarCall[] fits = [.. _calls.Values.Where(call => call.Sip.CallId.StartsWith(callIdStart, StringComparison.Ordinal))];
        fits.Length.ShouldBe(calls);
        return Ending(fits[^1].Sip.CallId).WaitAsync(TimeSpan.FromSeconds(20));
    }

    /// <summary>Somebody takes up a telephone that waits for it.</summary>
    public void Answer(FarCall call) => _host.Post(() => Answer(call.Sip, call.Leg!, _manner(call.Number)));

    /// <summary>The newest call to this number; null: nobody has called it.</summary>
    public FarCall? CallTo(string number) =>
        _calls.Values.Where(call => string.Equals(call.Number, number, StringComparison.Ordinal)).MaxBy(static call => call.Order);

    public void HangUp(FarCall call) => _host.Post(() => _host.Endpoint.HangUp(call.Sip, 16, SipHost.NowMs));

    public void TimePassed(long nowMs) => _alarms.TimePassed(nowMs);

    public bool TryNote(MediaLeg leg, LegNote note)
    {
        if (note is LegNote.KeyPressed(var key))
        {
            _keys.Writer.TryWrite(key);
        }

        return true;
    }

    /// <summary>The next keys that any leg heard.</summary>
    public async Task<string> Keys(int count)
    {
        using CancellationTokenSource limit = new(TimeSpan.FromSeconds(20));
        string keys = "";
        while (keys.Length < count)
        {
            keys += await _keys.Reader.ReadAsync(limit.Token);
        }

        return keys;
    }

    public void Happened(SipEvent happened, long nowMs)
    {
        switch (happened)
        {
            case SipEvent.IncomingInvite(var sip, var invite, _, var offer):
                Invites.Add(invite);
                Take(sip, invite, offer, nowMs);
                break;
            case SipEvent.Confirmed(var sip, var audio) when _calls.TryGetValue(sip.CallId, out FarCall? call):
                call.Leg?.Connect(audio);
                break;
            case SipEvent.Answered(var sip, _, var audio) when _calls.TryGetValue(sip.CallId, out FarCall? placed):
                placed.Leg?.Connect(audio);
                break;
            case SipEvent.Ended(var sip, var ending):
                if (_calls.TryGetValue(sip.CallId, out FarCall? over))
                {
                    over.Leg?.Close();
                }

                EndingOf(sip.CallId).TrySetResult(ending);
                break;
            default:
                break;
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _host.DisposeAsync();
        await _media.DisposeAsync();
    }

    private void Take(SipCallRef sip, SipRequest invite, SessionDescription? offer, long nowMs)
    {
        string number = SipUri.TryParse(invite.Uri, out SipUri? uri) ? uri.User : "";
        Manner manner = _manner(number);
        _host.Endpoint.Ring(sip, nowMs);
        if (manner.Status is not (0 or 200))
        {
            _host.Endpoint.Reject(sip, manner.Status, manner.Q850, [], nowMs);
            return;
        }

        RtpLeg? leg = manner.Status == 200 || manner.EarlyTone is not null ? _media.OpenRtp(this) : null;
        FarCall call = new(sip, leg, ++_sessions, number);
        _calls[sip.CallId] = call;
        if (leg is null || manner.Waits)
        {
            return;
        }

        if (manner.EarlyTone is { } early && offer is not null)
        {
            SdpLocal local = new(leg.Local, _sessions);
            leg.Play(new ToneSource(early));
            if (OfferAnswer.Answer(offer, local) is SdpAnswer.Agreed agreed)
            {
                leg.Connect(agreed.Audio);
            }

            _host.Endpoint.Progress(sip, local, nowMs);
            if (manner.Status == 200)
            {
                _alarms.At(nowMs + Manner.EarlyMs, () => Answer(sip, leg, manner));
            }

            return;
        }

        if (manner.RingsMs > 0)
        {
            _alarms.At(nowMs + manner.RingsMs, () => Answer(sip, leg, manner));
            return;
        }

        Answer(sip, leg, manner);
    }

    private void Answer(SipCallRef sip, RtpLeg leg, Manner manner)
    {
        if (manner.ToneHz > 0)
        {
            leg.Play(new ToneSource(Tone.Continuous(manner.ToneHz)));
        }

        _host.Endpoint.Accept(sip, new SdpLocal(leg.Local, _sessions), SipHost.NowMs);
    }

    private TaskCompletionSource<SipEnding> EndingOf(string callId) =>
        _endings.GetOrAdd(callId, static _ => new(TaskCreationOptions.RunContinuationsAsynchronously));
}

/// <summary>One call as the far end has it.</summary>
/// <param name="Number">Whom it is for; empty: it was placed here.</param>
internal sealed record FarCall(SipCallRef Sip, RtpLeg? Leg, long Order, string Number = "")
{
    public ToneEar Listen(double hz)
    {
        ToneEar ear = new(hz);
        Leg!.Listen(ear);
        return ear;
    }
}
