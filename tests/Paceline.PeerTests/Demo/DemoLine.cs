using System.Collections.Concurrent;
using System.Net;
using Paceline.Demo;
using Paceline.Demo.Carrier;
using Paceline.Demo.Check;
using Paceline.Demo.People;
using Paceline.Demo.Sound;
using Paceline.Media.Audio;
using Paceline.Media.Tones;
using Paceline.Simulation;
using Paceline.Sip;
using Paceline.Voice;

namespace Paceline.PeerTests.Demo;

/// <summary>Real sockets and the real clock: one test at a time.</summary>
[CollectionDefinition(nameof(DemoSockets), DisableParallelization = true)]
public sealed class DemoSockets;

/// <summary>A carrier with one kind of person, a caller, and what the carrier wrote down.</summary>
internal sealed class DemoLine : IAsyncDisposable
{
    private const string Number = "+12125550100";
    private static readonly TimeSpan _limit = TimeSpan.FromSeconds(60);

    private readonly string _folder = Directory.CreateTempSubdirectory("paceline-demo-").FullName;
    private readonly SimulatedCarrier _carrier;
    private readonly Caller _caller;

    private DemoLine(CalledPerson person, CarrierAccount? account)
    {
        _carrier = SimulatedCarrier.Start(new CarrierSettings { Log = LogPath, Account = account }, (_, _) => person);
        _caller = new Caller(_carrier.Local);
    }

    public string LogPath => Path.Combine(_folder, "carrier.ndjson");

    public IPEndPoint Carrier => _carrier.Local;

    public static DemoLine Start(PhoneCall call, double toneHz = 600, RingStyle ring = RingStyle.Plain, CarrierAccount? account = null) =>
        new(new CalledPerson(call, ring, toneHz), account);

    public Task<CallerCall> DialAsync(SipCredentials? credentials = null) => _caller.DialAsync(Number, credentials);

    /// <summary>Looks until something is seen; only a machine that stands still makes it fail.</summary>
    public static async Task UntilAsync(Func<bool> seen, string what)
    {
        using CancellationTokenSource limit = new(_limit);
        using PeriodicTimer look = new(TimeSpan.FromMilliseconds(20));
        while (!seen())
        {
            try
            {
                await look.WaitForNextTickAsync(limit.Token);
            }
            catch (OperationCanceledException late)
            {
                throw new TimeoutException($"{what} did not happen within {_limit.TotalSeconds:0} s.", late);
            }
        }
    }

    public async Task<LineStory> LogOfAsync(string callId)
    {
        LineStory? line = null;
        await UntilAsync(
            () => (line = LineLog.Read(ReadLog(), LineLogSource.Carrier).Find(callId))?.OverAt is not null, $"The end of {callId} in the log");
        return line ?? throw new InvalidOperationException(callId);
    }

    public async ValueTask DisposeAsync()
    {
        await _caller.DisposeAsync();
        await _carrier.DisposeAsync();
        Directory.Delete(_folder, recursive: true);
    }

    private List<string> ReadLog()
    {
        using FileStream file = new(LogPath, FileMode.Open, FileAccess.Read, FileShare.ReadWrite);
        using StreamReader reader = new(file);
        return [.. reader.ReadToEnd().Split('\n')];
    }
}

/// <summary>A caller with one SIP endpoint.</summary>
internal sealed class Caller : ISipParty, ILegOwner, IAsyncDisposable
{
    private readonly MediaEngine _media = MediaEngine.Start(new MediaSettings { RtpPortFirst = 27_000, RtpPortLast = 27_998 });
    private readonly ConcurrentDictionary<SipCallRef, CallerCall> _calls = new();
    private readonly SipHost _host;
    private readonly IPEndPoint _carrier;
    private long _sessions;

    public Caller(IPEndPoint carrier)
    {
        _carrier = carrier;
        _host = SipHost.Start(
            new SipHostSettings { Sip = new SipSettings { Local = new IPEndPoint(IPAddress.Loopback, 0), T1Ms = 100 } }, _ => this);
    }

    public long? DueMs => null;

    public Task<CallerCall> DialAsync(string number, SipCredentials? credentials)
    {
        var leg = _media.OpenRtp(this) ?? throw new InvalidOperationException("no port is left");
        TaskCompletionSource<CallerCall> dialled = new(TaskCreationOptions.RunContinuationsAsynchronously);
        _host.Post(() =>
        {
            var id = Guid.NewGuid().ToString("D");
            InviteOrder order = new()
            {
                CallId = id,
                Target = new SipUri(number, _carrier),
                From = new NameAddress("", new SipUri("caller", _host.Local)),
                Destination = _carrier,
                Media = new SdpLocal(leg.Local, ++_sessions),
                Credentials = credentials,
            };
            _host.Endpoint.Invite(order, SipHost.NowMs, out var reference).ShouldBe(SipRefusal.None);
            CallerCall call = new(id, leg, () => _host.Post(() => _host.Endpoint.HangUp(reference, 16, SipHost.NowMs)));
            _calls[reference] = call;
            dialled.SetResult(call);
        });
        return dialled.Task;
    }

    public void TimePassed(long nowMs)
    {
    }

    public bool TryNote(MediaLeg leg, LegNote note) => true;

    public void Happened(SipEvent happened, long nowMs)
    {
        switch (happened)
        {
            case SipEvent.Ringing(var call, _, var tag) when _calls.TryGetValue(call, out var known):
                known.Rang(tag);
                break;
            case SipEvent.EarlyMedia(var call, _, var tag, var audio) when _calls.TryGetValue(call, out var known):
                known.Rang(tag);
                known.Connect(audio);
                known.GotEarlyMedia();
                break;
            case SipEvent.Answered(var call, _, var audio) when _calls.TryGetValue(call, out var known):
                known.Connect(audio);
                known.WasAnswered();
                break;
            case SipEvent.Ended(var call, var ending) when _calls.TryGetValue(call, out var known):
                known.End(ending);
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
}

/// <summary>One call of the caller.</summary>
internal sealed class CallerCall(string callId, RtpLeg leg, Action hangUp)
{
    private static readonly TimeSpan _limit = TimeSpan.FromSeconds(60);

    private readonly TaskCompletionSource _ringing = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource _early = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource _answered = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource<SipEnding> _ended = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly ConcurrentDictionary<string, bool> _tags = new(StringComparer.Ordinal);
    private readonly ToneEar _ear = new([440, .. Voices.PeopleHz, Voices.BeepHz, .. Voices.AgentsHz], share: 0.35);

    public string CallId => callId;

    public IReadOnlyCollection<string> RemoteTags => [.. _tags.Keys];

    public Task Ringing => _ringing.Task.WaitAsync(_limit);

    public Task EarlyMedia => _early.Task.WaitAsync(_limit);

    public Task Answered => _answered.Task.WaitAsync(_limit);

    public Task<SipEnding> Ended => _ended.Task.WaitAsync(_limit);

    /// <summary>Zero: nothing more.</summary>
    public void Say(double hz) => leg.Play(new ToneSource(Tone.Continuous(hz)));

    /// <summary>The abandonment message from its first word to its last.</summary>
    public async Task PlayMessageAsync()
    {
        using var file = DemoPrompts.Open(DemoPrompts.Abandonment);
        using MemoryStream bytes = new();
        await file.CopyToAsync(bytes);
        Prompt.TryLoad(bytes.ToArray(), out var prompt, out var reason).ShouldBeTrue(reason);
        PromptPlayer player = new(prompt);
        leg.Play(player);
        await DemoLine.UntilAsync(() => player.PositionMs >= prompt.DurationMs - 100, "The end of the message");
    }

    /// <summary>Says a tone and waits until so much of it has left.</summary>
    public async Task SayAsync(double hz, int frames)
    {
        Counted tone = new(new ToneSource(Tone.Continuous(hz)));
        leg.Play(tone);
        await DemoLine.UntilAsync(() => tone.Frames >= frames, $"{frames} frames of {hz} Hz");
    }

    public Task HearsAsync(double hz) => DemoLine.UntilAsync(() => _ear.All().Any(h => h.Hz == hz && h.UntilMs - h.FromMs >= 160), $"{hz} Hz");

    public void HangUp() => hangUp();

    public void Rang(string tag)
    {
        _tags[tag] = true;
        _ringing.TrySetResult();
    }

    public void Connect(NegotiatedAudio audio)
    {
        leg.Listen(_ear);
        leg.Connect(audio);
    }

    public void GotEarlyMedia() => _early.TrySetResult();

    public void WasAnswered() => _answered.TrySetResult();

    public void End(SipEnding ending)
    {
        leg.Close();
        _ended.TrySetResult(ending);
    }

    private sealed class Counted(ISampleSource source) : ISampleSource
    {
        private int _frames;

        public int Frames => Volatile.Read(ref _frames);

        public bool Fill(Span<short> frame)
        {
            Interlocked.Increment(ref _frames);
            return source.Fill(frame);
        }
    }
}
