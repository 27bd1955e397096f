using Paceline.VoiceProtocol;

namespace Paceline.Voice;

// Who commands the node: epoch and term, the lease, and the node's own end.
internal sealed partial class Switchboard
{
    private readonly TaskCompletionSource _ended = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly HashSet<CancellationTokenSource> _watchers = [];
    private long _term;
    private long? _unwatchedSinceMs;
    private bool _stopping;

    /// <summary>The node is to end: asked to and ready, or nobody has come for it.</summary>
    public Task Ended => _ended.Task;

    private bool HasLease =>
        _watchers.Count > 0
        || (_unwatchedSinceMs is { } since && NowMs - since <= (long)_settings.Lease.TotalMilliseconds);

    public NodeIdentity Adopt(AdoptRequest request)
    {
        _term++;
        LogAdopted(_term);
        // The older server can no longer act, so it shall not read either: one consumer per node.
        foreach (CancellationTokenSource older in _watchers)
        {
            older.Cancel();
        }

        return new NodeIdentity { Node = _settings.Node, Epoch = Epoch, Term = _term };
    }

    public NodeSnapshot Snapshot(SnapshotRequest request)
    {
        Demand(request.Command);
        NodeSnapshot snapshot = new() { Node = _settings.Node, Epoch = Epoch, LastEvent = Events.Last, Acknowledged = Events.Acknowledged };
        snapshot.Calls.AddRange(_calls.Values.Select(static call => new LiveCall
        {
            Attempt = call.Attempt,
            Tag = call.Order.Tag,
            Phase = call.Phase,
            Agent = call.Agent,
        }));
        snapshot.Agents.AddRange(_agents.Values.Select(static line => new LiveAgentLeg
        {
            Agent = line.Agent,
            Up = line.Current is not null,
            Phone = (line.Coming ?? line.Current) is { IsBrowser: false } phone ? phone.Address : "",
        }));
        snapshot.Trunks.AddRange(_trunks.Values.Select(StateOf));
        return snapshot;
    }

    public Done Acknowledge(AcknowledgeRequest request)
    {
        Demand(request.Command);
        foreach (string attempt in Events.Acknowledge(request.Through))
        {
            _calls.Remove(attempt);
            _finished.Add(attempt, NowMs);
        }

        ContinueStop();
        return new Done();
    }

    /// <summary>A Watch stream opens; it is closed by its own end or by a newer term.</summary>
    public CancellationTokenSource OpenWatch(Command command)
    {
        Demand(command);
        CancellationTokenSource watch = new();
        _watchers.Add(watch);
        _unwatchedSinceMs = null;
        return watch;
    }

    public void CloseWatch(CancellationTokenSource watch)
    {
        if (_watchers.Remove(watch) && _watchers.Count == 0)
        {
            long nowMs = NowMs;
            _unwatchedSinceMs = nowMs;
            _alarms.At(nowMs + (long)_settings.Lease.TotalMilliseconds + 1, LoseLease);
            WatchForOrphanhood(nowMs);
            ContinueStop();
        }

        watch.Dispose();
    }

    /// <summary>Ends all streams: the node is over, and a server that waits for events should know.</summary>
    public bool CloseWatches()
    {
        foreach (CancellationTokenSource watch in _watchers)
        {
            watch.Cancel();
        }

        return true;
    }

    /// <summary>Ends all calls in the way that suits each, then the node; more than one request does no more.</summary>
    public void Stop()
    {
        if (_stopping)
        {
            return;
        }

        _stopping = true;
        LogStopping(_liveCalls);
        TakeRegistrationsBack();
        _alarms.At(NowMs + (long)_settings.StopLimit.TotalMilliseconds, () => _ended.TrySetResult());
        foreach (ReturnedCall call in _returnedBySip.Values)
        {
            Sip.HangUp(call.Sip, 16, NowMs);
        }

        foreach (CustomerCall call in _calls.Values.ToArray())
        {
            if (call.IsWaitingForAgent)
            {
                PlayMessage(call);
            }
            else if (!call.HasMessage)
            {
                HangUp(call, EndedBy.NodeStopping);
            }
        }

        ContinueStop();
    }

    /// <summary>Rule 2 of the seam: a command for another life of the node, or of a server that was replaced, does nothing.</summary>
    private void Demand(Command? command)
    {
        if (command is null || !string.Equals(command.Epoch, Epoch, StringComparison.Ordinal))
        {
            throw new SeamException(SeamFailure.FailedPrecondition, $"epoch is '{command?.Epoch}', this node's is '{Epoch}'");
        }

        if (command.Term != _term)
        {
            throw new SeamException(SeamFailure.FailedPrecondition, $"term is {command.Term}, the node's is {_term}");
        }
    }

    /// <summary>Rule 4 of the seam.</summary>
    private void LoseLease()
    {
        if (HasLease)
        {
            return;
        }

        LogLeaseLost(_liveCalls);
        foreach (CustomerCall call in _calls.Values.ToArray())
        {
            if (call.IsWaitingForAgent)
            {
                PlayMessage(call);
            }
            else if (!call.IsOver && !call.IsAnswered)
            {
                HangUp(call, VoiceProtocol.EndedBy.LeaseLost);
            }
        }
    }

    private void WatchForOrphanhood(long nowMs)
    {
        long limit = (long)_settings.OrphanLimit.TotalMilliseconds;
        long sinceMs = nowMs;
        _alarms.At(nowMs + limit, Look);

        void Look()
        {
            if (_watchers.Count > 0)
            {
                return;
            }

            if (_liveCalls > 0)
            {
                // Counted from the end of the last call.
                sinceMs = NowMs;
            }

            if (NowMs - sinceMs >= limit)
            {
                LogOrphaned(_settings.OrphanLimit);
                Stop();
            }
            else
            {
                _alarms.At(Math.Min(sinceMs + limit, NowMs + 1000), Look);
            }
        }
    }

    /// <summary>The last call is over: phones are hung up, and once the server has read the end of the story the node ends.</summary>
    private void ContinueStop()
    {
        if (!_stopping || _liveCalls > 0)
        {
            return;
        }

        foreach (AgentLine line in _agents.Values.ToArray())
        {
            Detach(line, "the node is stopping");
        }

        if (_watchers.Count == 0 || Events.IsAllAcknowledged)
        {
            _ended.TrySetResult();
        }
    }
}
