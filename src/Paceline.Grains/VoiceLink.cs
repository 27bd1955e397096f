using System.Collections.Concurrent;
using System.Net.Sockets;
using Grpc.Core;
using Grpc.Net.Client;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using NodaTime;
using Paceline.Dialing;
using Paceline.Dialing.Agents;
using Paceline.Dialing.Attempts;
using Paceline.Dialing.Groups;
using Paceline.VoiceProtocol;
using static Paceline.VoiceProtocol.VoiceEvent;

namespace Paceline.Grains;

/// <summary>Where the voice node is.</summary>
/// <param name="SocketPath">Its Unix socket.</param>
/// <param name="Token">What it asks for.</param>
public sealed record VoiceAddress(string SocketPath, string Token);

/// <summary>The one consumer of a voice node's events, and the way of commands to it. Takes the node when it finds it (also one that an
/// earlier server left), reads its events on from what was acknowledged, and acknowledges each after its facts are committed.</summary>
public sealed partial class VoiceLink : BackgroundService, IVoiceNodes
{
    private static readonly TimeSpan _retryAfter = TimeSpan.FromMilliseconds(300);
    private static readonly TimeSpan _replyLimit = TimeSpan.FromSeconds(5);

    /// <summary>Events taken into one commit at most.</summary>
    private const int EventsMax = 256;

    private readonly IGrainFactory _grains;
    private readonly IRoster _roster;
    private readonly IReturnedCalls _returned;
    private readonly TimeProvider _time;
    private readonly ILogger<VoiceLink> _logger;
    private readonly GrpcChannel _channel;
    private readonly VoiceNode.VoiceNodeClient _node;
    private readonly ConcurrentDictionary<string, GroupInput.TrunkChanged> _trunks = new(StringComparer.Ordinal);
    private volatile Connection? _connection;

    public VoiceLink(VoiceAddress address, IGrainFactory grains, IRoster roster, IReturnedCalls returned, TimeProvider time, ILogger<VoiceLink> logger)
    {
        _grains = grains;
        _roster = roster;
        _returned = returned;
        _time = time;
        _logger = logger;
        _channel = GrpcChannel.ForAddress("http://voice", new GrpcChannelOptions
        {
            HttpHandler = new SocketsHttpHandler
            {
                ConnectCallback = (_, cancellationToken) => ConnectAsync(address.SocketPath, cancellationToken),
            },
        });
        _node = new(_channel.CreateCallInvoker(address.Token));
    }

    /// <summary>The node's present life; null while it cannot be reached.</summary>
    public NodeEpoch? Epoch => _connection?.Epoch;

    public bool IsUpToDate => _connection is not null;

    public GroupInput.TrunkChanged? Trunk(string name) => _trunks.GetValueOrDefault(name);

    public override void Dispose()
    {
        _channel.Dispose();
        base.Dispose();
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        Type? said = typeof(RpcException); // A node that is still starting is no news.
        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                await FollowAsync(stoppingToken);
            }
            catch (Exception failure) when (failure is not OutOfMemoryException)
            {
                // The node, the store or a grain was not there for a moment; whatever it was, nothing was acknowledged, and all is read again.
                // Said once for each kind of failure, not every 300 ms.
                if (!stoppingToken.IsCancellationRequested && (_connection is not null || said != failure.GetType()))
                {
                    said = failure.GetType();
                    Lost(failure.GetType().Name);
                }
            }

            _connection = null;
            await Task.Delay(_retryAfter, _time, stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    /// <summary>Takes the node and follows its events until it is gone.</summary>
    private async Task FollowAsync(CancellationToken stoppingToken)
    {
        var identity = await _node.AdoptAsync(new() { Server = Environment.MachineName }, deadline: Deadline(), cancellationToken: stoppingToken);
        var connection = new Connection(new(identity.Epoch), new() { Epoch = identity.Epoch, Term = identity.Term });
        using var watch = _node.Watch(new() { Command = connection.Command, After = 0 }, cancellationToken: stoppingToken);

        // What it knows is compared only after its earlier events are committed: they may say how a call ended.
        var snapshot = await _node.SnapshotAsync(new() { Command = connection.Command }, deadline: Deadline(), cancellationToken: stoppingToken);
        var seen = 0L;
        var reconciled = false;
        _trunks.Clear();
        snapshot.Trunks.ToList().ForEach(Learn);
        var next = watch.ResponseStream.MoveNext(stoppingToken);
        while (true)
        {
            if (!reconciled && seen >= LastKept(snapshot))
            {
                await ReconcileAsync(connection.Epoch, snapshot, stoppingToken);
                await TellOfTrunksAsync(stoppingToken);
                reconciled = true;
                _connection = connection;
                Taken(connection.Epoch.Value);
            }

            var batch = new List<VoiceEvent>();
            do
            {
                if (!await next)
                {
                    return;
                }

                batch.Add(watch.ResponseStream.Current);
                next = watch.ResponseStream.MoveNext(stoppingToken);
            }
            while (batch.Count < EventsMax && next.IsCompleted);

            await CommitAsync(connection.Epoch, batch);
            foreach (var call in batch.Where(static e => e.WhatCase is WhatOneofCase.ReturnedCall))
            {
                await _returned.KeepAsync(
                    connection.Epoch, call.Number, call.ReturnedCall.Trunk, call.ReturnedCall.Number, call.ReturnedCall.Called, stoppingToken);
            }

            foreach (var news in batch.Where(e => e.WhatCase is WhatOneofCase.TrunkState && e.Number > snapshot.LastEvent))
            {
                Learn(news.TrunkState);
                await TellOfTrunksAsync(stoppingToken);
            }

            seen = batch[^1].Number;
            await _node.AcknowledgeAsync(new() { Command = connection.Command, Through = seen }, deadline: Deadline(), cancellationToken: stoppingToken);
        }
    }

    /// <summary>0 when nothing waits to be acknowledged: the stream would be silent until something happens.</summary>
    private static long LastKept(NodeSnapshot snapshot) => snapshot.Acknowledged >= snapshot.LastEvent ? 0 : snapshot.LastEvent;

    private async Task ReconcileAsync(NodeEpoch epoch, NodeSnapshot snapshot, CancellationToken cancellationToken)
    {
        var known = snapshot.Calls.Select(static c => new AttemptId(Guid.Parse(c.Attempt))).ToList();
        foreach (var group in await _roster.GroupsAsync(cancellationToken))
        {
            await _grains.GetGrain<ICampaignGroupGrain>(group.Value).ReconcileAsync(epoch, known);
        }

        var legs = snapshot.Agents.ToDictionary(static a => a.Agent, StringComparer.Ordinal);
        foreach (var agent in await _roster.AgentsAsync(cancellationToken))
        {
            await _grains.GetGrain<IAgentGrain>(agent.Value).ReconcileAsync(
                epoch, legs.GetValueOrDefault(agent.Value) is { Up: true }, legs.GetValueOrDefault(agent.Value)?.Phone is { Length: > 0 } phone ? phone : null);
        }
    }

    private void Learn(TrunkState state) => _trunks[state.Trunk] = new(state.Trunk, state.Up ? "" : state.Trouble);

    /// <summary>Every group hears of every trunk, and takes what is its own.</summary>
    private async Task TellOfTrunksAsync(CancellationToken cancellationToken)
    {
        GroupInput[] trunks = [.. _trunks.Values];
        foreach (var group in await _roster.GroupsAsync(cancellationToken))
        {
            await _grains.GetGrain<ICampaignGroupGrain>(group.Value).PostAsync(trunks);
        }
    }

    /// <summary>Brings a batch to the writers it concerns, each in order, all at once, and waits until everything is committed.</summary>
    private async Task CommitAsync(NodeEpoch epoch, List<VoiceEvent> batch)
    {
        var groups = batch.Where(static e => e.Attempt.Length > 0 && e.Tag.Length > 0).GroupBy(static e => e.Tag, StringComparer.Ordinal)
            .Select(g => (Task)_grains.GetGrain<ICampaignGroupGrain>(g.Key).PostAsync([.. g.SelectMany(InputsOf)]));
        var agents = batch.Where(static e => e.Attempt.Length == 0 && e.Agent.Length > 0).GroupBy(static e => e.Agent, StringComparer.Ordinal)
            .Select(g => (Task)_grains.GetGrain<IAgentGrain>(g.Key).PostAsync([.. g.SelectMany(e => InputsOf(e, epoch))]));
        await Task.WhenAll(groups.Concat(agents).ToList());
    }

    private static IEnumerable<GroupInput> InputsOf(VoiceEvent e)
    {
        var attempt = new AttemptId(Guid.Parse(e.Attempt));
        return Inputs(e).Select(what => new GroupInput.Called(attempt, what));

        static IEnumerable<AttemptInput> Inputs(VoiceEvent e) => e.WhatCase switch
        {
            WhatOneofCase.Placed => [new AttemptInput.InviteLeft()],
            WhatOneofCase.Alerting => [new AttemptInput.Alerting()],
            WhatOneofCase.Answered when e.Answered.Bridged => [new AttemptInput.PersonAnswered(), new AttemptInput.BridgeMade()],
            WhatOneofCase.Answered => [new AttemptInput.PersonAnswered()],
            WhatOneofCase.Bridged => [new AttemptInput.BridgeMade()],
            WhatOneofCase.MessageStarted => [new AttemptInput.MessageBegan()],
            WhatOneofCase.Ended => [new AttemptInput.CallOver(EvidenceOf(e.Ended))],
            _ => [],
        };
    }

    private static IEnumerable<AgentInput> InputsOf(VoiceEvent e, NodeEpoch epoch) => e.WhatCase switch
    {
        WhatOneofCase.AgentLegUp => [new AgentInput.LegUp(epoch, e.AgentLegUp.Browser)],
        WhatOneofCase.AgentLegDown => [new AgentInput.LegDown(epoch, e.AgentLegDown.Reason)],
        _ => [],
    };

    private static Evidence EvidenceOf(Ended ended) => new(
        ended.SipStatus,
        ended.Q850,
        ended.ReasonText,
        ended.EndedBy switch
        {
            VoiceProtocol.EndedBy.HangUp => Dialing.Attempts.EndedBy.HangUp,
            VoiceProtocol.EndedBy.RingTimeout => Dialing.Attempts.EndedBy.RingTimeout,
            VoiceProtocol.EndedBy.AnswerLimit => Dialing.Attempts.EndedBy.AnswerLimit,
            VoiceProtocol.EndedBy.NoResponse => Dialing.Attempts.EndedBy.NoResponse,
            VoiceProtocol.EndedBy.MediaLost => Dialing.Attempts.EndedBy.MediaLost,
            VoiceProtocol.EndedBy.LeaseLost => Dialing.Attempts.EndedBy.LeaseLost,
            VoiceProtocol.EndedBy.NodeStopping => Dialing.Attempts.EndedBy.NodeStopping,
            VoiceProtocol.EndedBy.NoCommonCodec => Dialing.Attempts.EndedBy.NoCommonCodec,
            VoiceProtocol.EndedBy.CancelCrossedAnswer => Dialing.Attempts.EndedBy.CancelCrossedAnswer,
            VoiceProtocol.EndedBy.FarEnd or VoiceProtocol.EndedBy.Unspecified => Dialing.Attempts.EndedBy.FarEnd,
        },
        ended.Heard switch
        {
            VoiceProtocol.Heard.Nothing => Dialing.Attempts.Heard.Nothing,
            VoiceProtocol.Heard.Speech => Dialing.Attempts.Heard.Speech,
            VoiceProtocol.Heard.Ringback => Dialing.Attempts.Heard.Ringback,
            VoiceProtocol.Heard.Busy => Dialing.Attempts.Heard.Busy,
            VoiceProtocol.Heard.Congestion => Dialing.Attempts.Heard.Congestion,
            VoiceProtocol.Heard.Sit => Dialing.Attempts.Heard.Sit,
            VoiceProtocol.Heard.Fax => Dialing.Attempts.Heard.Fax,
            VoiceProtocol.Heard.Beep => Dialing.Attempts.Heard.Beep,
            VoiceProtocol.Heard.Sound => Dialing.Attempts.Heard.Sound,
        },
        ended.InviteLeft,
        ended.Answered,
        ended.Bridged,
        ended.MessagePlayed,
        ended.Media,
        ended.AnsweredAfterMs,
        ended.BridgedAfterMs,
        ended.EndedAfterMs);

    // ---- Commands -----------------------------------------------------------------------------------------------------

    public async Task<NodeReply> SendAsync(NodeEpoch epoch, Dialing.CallCommand command, CancellationToken cancellationToken)
    {
        var connection = _connection ?? throw new VoiceRefusedException("The voice node cannot be reached.");
        if (connection.Epoch != epoch)
        {
            return new NodeReply.Over();
        }

        var call = new VoiceProtocol.CallCommand { Command = connection.Command, Attempt = command.Attempt.ToString() };
        switch (command)
        {
            case Dialing.CallCommand.Originate originate:
                return await OriginateAsync(originate, connection, cancellationToken);
            case Dialing.CallCommand.Bridge bridge:
                return await BridgeAsync(bridge, connection, cancellationToken);
            case Dialing.CallCommand.HangUp:
                await _node.HangUpAsync(call, deadline: Deadline(), cancellationToken: cancellationToken);
                return new NodeReply.Taken();
            case Dialing.CallCommand.Hold:
                await IfPossibleAsync(_node.HoldAsync(call, deadline: Deadline(), cancellationToken: cancellationToken));
                return new NodeReply.Taken();
            case Dialing.CallCommand.Resume:
                await IfPossibleAsync(_node.ResumeAsync(call, deadline: Deadline(), cancellationToken: cancellationToken));
                return new NodeReply.Taken();
            default:
                throw new System.Diagnostics.UnreachableException($"call command {command}");
        }
    }

    private async Task<NodeReply> OriginateAsync(
        Dialing.CallCommand.Originate order, Connection connection, CancellationToken cancellationToken)
    {
        try
        {
            // An order whose permission is over is asked too: the node may have it already, and it alone knows.
            var admission = await _node.OriginateAsync(RequestOf(order, connection), deadline: Deadline(), cancellationToken: cancellationToken);
            return admission.OutcomeCase is Admission.OutcomeOneofCase.Refused
                ? new NodeReply.Refused(
                    $"{admission.Refused.Reason}: {admission.Refused.Detail}", admission.Refused.Reason is VoiceProtocol.Refusal.Types.Reason.Destination)
                : new NodeReply.Taken();
        }
        catch (RpcException refusal) when (refusal.StatusCode is StatusCode.InvalidArgument)
        {
            return new NodeReply.Refused(refusal.Status.Detail);
        }
    }

    private async Task<NodeReply> BridgeAsync(Dialing.CallCommand.Bridge order, Connection connection, CancellationToken cancellationToken)
    {
        try
        {
            await _node.BridgeAsync(
                new() { Command = connection.Command, Attempt = order.Attempt.ToString(), Agent = order.Agent.Value },
                deadline: Deadline(),
                cancellationToken: cancellationToken);
            return new NodeReply.Taken();
        }
        catch (RpcException refusal) when (refusal.StatusCode is StatusCode.NotFound or StatusCode.FailedPrecondition)
        {
            return new NodeReply.Refused(refusal.Status.Detail, TooLate: refusal.StatusCode is StatusCode.NotFound);
        }
    }

    /// <summary>A call that ended meanwhile, or has no sound to hold, needs the command no more; asked again, the answer would be the same for
    /// ever, and what follows would wait behind it.</summary>
    private static async Task IfPossibleAsync(AsyncUnaryCall<Done> command)
    {
        try
        {
            await command;
        }
        catch (RpcException refusal) when (refusal.StatusCode is StatusCode.NotFound or StatusCode.FailedPrecondition)
        {
            // Its Ended event is on the way, or here already.
        }
    }

    /// <summary>Deadlines cross processes as durations.</summary>
    private OriginateRequest RequestOf(Dialing.CallCommand.Originate order, Connection connection) => new()
    {
        Command = connection.Command,
        Attempt = order.Attempt.ToString(),
        Tag = order.Group.Value,
        Trunk = order.Trunk,
        To = order.Number.Dialable,
        CallerId = order.CallerId?.Dialable ?? "",
        RingTimeoutMs = (long)order.RingTimeout.TotalMilliseconds,
        AnswerLimitMs = (long)order.AnswerLimit.TotalMilliseconds,
        Message = order.Message,
        Agent = order.Agent?.Value ?? "",
        ValidForMs = Math.Max(0, (long)(order.ValidUntil - Instant.FromDateTimeOffset(_time.GetUtcNow())).TotalMilliseconds),
        ReallyCall = order.ReallyCall,
    };

    public Task<string> AttachBrowserAsync(AgentId agent, string sdp, CancellationToken cancellationToken) => AskAsync(async connection =>
    {
        var answer = await _node.AttachBrowserAsync(
            new() { Command = connection.Command, Agent = agent.Value, Sdp = sdp }, deadline: Deadline(), cancellationToken: cancellationToken);
        return answer.Sdp;
    });

    public Task AttachPhoneAsync(AgentId agent, string uri, CancellationToken cancellationToken) => AskAsync(async connection =>
        await _node.AttachPhoneAsync(
            new() { Command = connection.Command, Agent = agent.Value, Uri = uri }, deadline: Deadline(), cancellationToken: cancellationToken));

    public Task DetachAsync(AgentId agent, CancellationToken cancellationToken) => AskAsync(async connection =>
        await _node.DetachAgentAsync(
            new() { Command = connection.Command, Agent = agent.Value }, deadline: Deadline(), cancellationToken: cancellationToken));

    public Task EchoTestAsync(AgentId agent, bool on, CancellationToken cancellationToken) => AskAsync(async connection =>
        await _node.EchoTestAsync(
            new() { Command = connection.Command, Agent = agent.Value, On = on }, deadline: Deadline(), cancellationToken: cancellationToken));

    public Task SendDigitsAsync(NodeEpoch epoch, AttemptId attempt, string digits, CancellationToken cancellationToken) => AskAsync(async connection =>
        await _node.SendDigitsAsync(
            new() { Command = connection.Command, Attempt = attempt.ToString(), Digits = digits }, deadline: Deadline(), cancellationToken: cancellationToken));

    /// <summary>A person waits for this: a node that is away, or that says no, is a sentence to them.</summary>
    private async Task<T> AskAsync<T>(Func<Connection, Task<T>> ask)
    {
        var connection = _connection ?? throw new VoiceRefusedException("The voice node cannot be reached. Try again in a moment.");
        try
        {
            return await ask(connection);
        }
        catch (RpcException refusal)
        {
            throw new VoiceRefusedException(refusal.Status.Detail, wrong: refusal.StatusCode is StatusCode.InvalidArgument);
        }
    }

    private DateTime Deadline() => _time.GetUtcNow().UtcDateTime + _replyLimit;

    private static async ValueTask<Stream> ConnectAsync(string path, CancellationToken cancellationToken)
    {
        var socket = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        try
        {
            await socket.ConnectAsync(new UnixDomainSocketEndPoint(path), cancellationToken);
            return new NetworkStream(socket, ownsSocket: true);
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }

    private sealed record Connection(NodeEpoch Epoch, Command Command);

    [LoggerMessage(LogLevel.Information, "The voice node was taken, epoch {Epoch}.")]
    private partial void Taken(string epoch);

    [LoggerMessage(LogLevel.Warning, "The voice node was lost ({Failure}).")]
    private partial void Lost(string failure);
}

file static class Tokens
{
    /// <summary>Every call carries the node's token.</summary>
    public static CallInvoker CreateCallInvoker(this GrpcChannel channel, string token) =>
        Grpc.Core.Interceptors.ChannelExtensions.Intercept(channel, metadata =>
        {
            metadata.Add("authorization", $"Bearer {token}");
            return metadata;
        });
}
