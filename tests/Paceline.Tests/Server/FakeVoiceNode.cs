using System.Threading.Channels;
using Grpc.Core;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Paceline.VoiceProtocol;

namespace Paceline.Tests.Server;

/// <summary>A voice node without sound: it speaks the seam on a Unix socket, keeps what it was told, and says what a test tells it to.</summary>
internal sealed class FakeVoiceNode : IAsyncDisposable
{
    private const int CommandsMax = 1_000; // More than any test gives; a full channel fails the test at the write.

    private readonly Lock _lock = new();
    private readonly List<VoiceEvent> _events = [];
    private readonly Dictionary<string, OriginateRequest> _calls = new(StringComparer.Ordinal);
    private readonly HashSet<string> _legs = new(StringComparer.Ordinal);
    private readonly Channel<OriginateRequest> _originated = Channel.CreateBounded<OriginateRequest>(CommandsMax);
    private readonly Channel<string> _commands = Channel.CreateBounded<string>(CommandsMax);
    private readonly string _token;
    private readonly WebApplication _host;
    private TaskCompletionSource _more = NewSignal();
    private CancellationTokenSource _life = new();
    private string _epoch = "life-1";
    private long _term;
    private long _acknowledged;
    private int _lives = 1;
    private TrunkState _trunk = new() { Trunk = "main", Up = true };

    private FakeVoiceNode(string socketPath, string token)
    {
        _token = token;
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.Services.AddGrpc();
        builder.Services.AddSingleton(new Seam(this));
        builder.WebHost.ConfigureKestrel(k => k.ListenUnixSocket(socketPath, static l => l.Protocols = HttpProtocols.Http2));
        _host = builder.Build();
        _host.MapGrpcService<Seam>();
    }

    /// <summary>While true every order to dial fails as if the node could not be reached.</summary>
    public bool IsDeaf { get; set; }

    /// <summary>Why orders to dial are not admitted; null: they are.</summary>
    public Refusal.Types.Reason? RefusesWith { get; set; }

    /// <summary>Orders to dial that were not admitted.</summary>
    public int Refused { get; private set; }

    /// <summary>Orders to dial that came while it was deaf.</summary>
    public int Missed { get; private set; }

    public static async Task<FakeVoiceNode> StartAsync(string socketPath, string token)
    {
        var node = new FakeVoiceNode(socketPath, token);
        await node._host.StartAsync(TestContext.Current.CancellationToken);
        return node;
    }

    /// <summary>The next order to dial.</summary>
    public ValueTask<OriginateRequest> OriginatedAsync(CancellationToken cancellationToken) => _originated.Reader.ReadAsync(cancellationToken);

    public bool HasOriginated => _originated.Reader.TryPeek(out _);

    /// <summary>The next command about a call or leg, such as "Hold 0199…".</summary>
    public ValueTask<string> CommandAsync(CancellationToken cancellationToken) => _commands.Reader.ReadAsync(cancellationToken);

    /// <summary>INVITE, ringing, answer and agent, in one breath.</summary>
    public void Connect(OriginateRequest call)
    {
        Say(call, e => e.Placed = new() { Trunk = call.Trunk });
        Say(call, e => e.Alerting = new());
        Say(call, e => e.Answered = new() { Bridged = true, AfterInviteMs = 900 });
    }

    /// <summary>The other side, or our hang-up, ends a call that was connected.</summary>
    public void End(OriginateRequest call, EndedBy by = EndedBy.FarEnd)
    {
        Say(call, e => e.Ended = new()
        {
            EndedBy = by, InviteLeft = true, Answered = true, Bridged = true, Media = true, AnsweredAfterMs = 900, EndedAfterMs = 5_000, SipStatus = 200,
        });
        lock (_lock)
        {
            _calls.Remove(call.Attempt);
        }
    }

    /// <summary>Somebody calls us.</summary>
    public void CallsBack(string number) => Add(new() { ReturnedCall = new() { Trunk = "main", Number = number, Called = "" } });

    /// <summary>A phone is picked up.</summary>
    public void PhoneUp(string agent)
    {
        lock (_lock)
        {
            _legs.Add(agent);
        }

        Add(new() { Agent = agent, AgentLegUp = new() });
    }

    /// <summary>A phone hangs up, or refuses.</summary>
    public void PhoneDown(string agent, string why)
    {
        lock (_lock)
        {
            _legs.Remove(agent);
        }

        Add(new() { Agent = agent, AgentLegDown = new() { Reason = why } });
    }

    /// <summary>The trunk goes down, or is there again (no trouble); while it is down every order to dial is refused.</summary>
    public void TrunkIs(string trouble)
    {
        lock (_lock)
        {
            _trunk = new() { Trunk = "main", Up = trouble.Length == 0, Trouble = trouble };
        }

        Add(new() { TrunkState = _trunk });
    }

    public void Say(OriginateRequest call, Action<VoiceEvent> what)
    {
        var happened = new VoiceEvent { Attempt = call.Attempt, Tag = call.Tag, Agent = call.Agent };
        what(happened);
        Add(happened);
    }

    /// <summary>Dies with all its calls and legs, and is there again as another life.</summary>
    public void Restart()
    {
        CancellationTokenSource ended;
        lock (_lock)
        {
            _events.Clear();
            _calls.Clear();
            _legs.Clear();
            _acknowledged = 0;
            _lives++;
            _epoch = $"life-{_lives}";
            (ended, _life) = (_life, new());
        }

        ended.Cancel();
        ended.Dispose();
    }

    public async ValueTask DisposeAsync()
    {
        await _life.CancelAsync();
        await _host.DisposeAsync();
        _life.Dispose();
    }

    private void Add(VoiceEvent happened)
    {
        TaskCompletionSource signal;
        lock (_lock)
        {
            happened.Number = _events.Count + 1;
            happened.Epoch = _epoch;
            _events.Add(happened);
            (signal, _more) = (_more, NewSignal());
        }

        signal.SetResult();
    }

    private static TaskCompletionSource NewSignal() => new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>The seam's face of the node.</summary>
    private sealed class Seam(FakeVoiceNode node) : VoiceNode.VoiceNodeBase
    {
        public override Task<NodeIdentity> Adopt(AdoptRequest request, ServerCallContext context)
        {
            context.RequestHeaders.GetValue("authorization").ShouldBe($"Bearer {node._token}");
            lock (node._lock)
            {
                return Task.FromResult(new NodeIdentity { Node = "fake", Epoch = node._epoch, Term = ++node._term });
            }
        }

        public override Task<NodeSnapshot> Snapshot(SnapshotRequest request, ServerCallContext context)
        {
            lock (node._lock)
            {
                Demand(request.Command);
                var snapshot = new NodeSnapshot { Node = "fake", Epoch = node._epoch, LastEvent = node._events.Count, Acknowledged = node._acknowledged };
                snapshot.Calls.AddRange(node._calls.Values.Select(static c => new LiveCall { Attempt = c.Attempt, Tag = c.Tag, Agent = c.Agent }));
                snapshot.Agents.AddRange(node._legs.Select(static a => new LiveAgentLeg { Agent = a, Up = true }));
                snapshot.Trunks.Add(node._trunk);
                return Task.FromResult(snapshot);
            }
        }

        public override async Task Watch(WatchRequest request, IServerStreamWriter<VoiceEvent> responseStream, ServerCallContext context)
        {
            CancellationToken life;
            long after;
            lock (node._lock)
            {
                Demand(request.Command);
                life = node._life.Token;
                after = Math.Max(request.After, node._acknowledged);
            }

            await context.WriteResponseHeadersAsync([]);
            using var either = CancellationTokenSource.CreateLinkedTokenSource(life, context.CancellationToken);
            while (!either.IsCancellationRequested)
            {
                List<VoiceEvent> next;
                Task more;
                lock (node._lock)
                {
                    next = [.. node._events.Where(e => e.Number > after)];
                    more = node._more.Task;
                }

                foreach (var happened in next)
                {
                    await responseStream.WriteAsync(happened, CancellationToken.None);
                    after = happened.Number;
                }

                if (next.Count == 0)
                {
                    await more.WaitAsync(either.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
                }
            }

            throw new RpcException(new Status(StatusCode.Unavailable, "the node has ended"));
        }

        public override Task<Done> Acknowledge(AcknowledgeRequest request, ServerCallContext context)
        {
            lock (node._lock)
            {
                Demand(request.Command);
                node._acknowledged = request.Through;
            }

            return Task.FromResult(new Done());
        }

        public override Task<Admission> Originate(OriginateRequest request, ServerCallContext context)
        {
            lock (node._lock)
            {
                Demand(request.Command);
                if (node.IsDeaf)
                {
                    node.Missed++;
                    throw new RpcException(new Status(StatusCode.Unavailable, "deaf"));
                }

                if (node.RefusesWith is { } reason)
                {
                    node.Refused++;
                    return Task.FromResult(new Admission { Refused = new() { Reason = reason, Detail = "100 calls" } });
                }

                if (node._calls.TryAdd(request.Attempt, request))
                {
                    node._originated.Writer.TryWrite(request).ShouldBeTrue();
                }
            }

            return Task.FromResult(new Admission { Admitted = new() });
        }

        public override Task<Done> Bridge(BridgeRequest request, ServerCallContext context) =>
            Told($"Bridge {request.Attempt} {request.Agent}", request.Command);

        public override Task<Done> HangUp(CallCommand request, ServerCallContext context) => Told($"HangUp {request.Attempt}", request.Command);

        public override Task<Done> Hold(CallCommand request, ServerCallContext context) => Told($"Hold {request.Attempt}", request.Command);

        public override Task<Done> Resume(CallCommand request, ServerCallContext context) => Told($"Resume {request.Attempt}", request.Command);

        public override Task<Done> SendDigits(DigitsRequest request, ServerCallContext context) => Told($"Digits {request.Digits}", request.Command);

        public override Task<Done> DetachAgent(AgentCommand request, ServerCallContext context) => Told($"Detach {request.Agent}", request.Command);

        public override Task<Done> EchoTest(EchoTestRequest request, ServerCallContext context) =>
            Told($"Echo {request.Agent} {request.On}", request.Command);

        /// <summary>Each offer has an answer of its own, as a real leg has.</summary>
        public override Task<BrowserAnswer> AttachBrowser(AttachBrowserRequest request, ServerCallContext context)
        {
            lock (node._lock)
            {
                Demand(request.Command);
                node._legs.Add(request.Agent);
            }

            node.Add(new() { Agent = request.Agent, AgentLegUp = new() { Browser = true } });
            return Task.FromResult(new BrowserAnswer { Sdp = $"answer {Guid.NewGuid()}" });
        }

        public override Task<Done> AttachPhone(AttachPhoneRequest request, ServerCallContext context)
        {
            lock (node._lock)
            {
                Demand(request.Command);
            }

            if (request.Uri.StartsWith("sip:strange", StringComparison.Ordinal))
            {
                throw new RpcException(new Status(StatusCode.InvalidArgument, "the phone's address is not one this node may speak to"));
            }

            if (request.Uri.StartsWith("sip:rings", StringComparison.Ordinal))
            {
                return Told($"Phone {request.Uri}", request.Command);
            }

            node.PhoneUp(request.Agent);
            return Task.FromResult(new Done());
        }

        private Task<Done> Told(string command, Command meant)
        {
            lock (node._lock)
            {
                Demand(meant);
            }

            node._commands.Writer.TryWrite(command).ShouldBeTrue();
            return Task.FromResult(new Done());
        }

        /// <summary>Another life, or an older server: refused, as the real node does.</summary>
        private void Demand(Command meant)
        {
            if (meant.Epoch != node._epoch || meant.Term != node._term)
            {
                throw new RpcException(new Status(StatusCode.FailedPrecondition, "another epoch or an older term"));
            }
        }
    }
}
