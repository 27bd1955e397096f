using Paceline.VoiceProtocol;

namespace Paceline.Voice;

/// <summary>
/// The numbered events of one epoch, kept until they are acknowledged. The signalling thread writes, streams read; a lock
/// guards all of it. Nothing is ever dropped: whoever admits calls asks <see cref="HasRoomFor"/> first.
/// </summary>
internal sealed class EventLog(string epoch, int eventsMax, TimeProvider time)
{
    private readonly Lock _lock = new();
    private readonly Queue<VoiceEvent> _kept = new();
    private TaskCompletionSource _more = NewSignal();
    private long _last;
    private long _acknowledged;

    public long Last
    {
        get
        {
            lock (_lock)
            {
                return _last;
            }
        }
    }

    /// <summary>Up to here nothing is kept any more; 0: nothing was acknowledged yet.</summary>
    public long Acknowledged
    {
        get
        {
            lock (_lock)
            {
                return _acknowledged;
            }
        }
    }

    public bool IsAllAcknowledged
    {
        get
        {
            lock (_lock)
            {
                return _kept.Count == 0;
            }
        }
    }

    /// <summary>Whether that many events more stay within the limit.</summary>
    public bool HasRoomFor(int events)
    {
        lock (_lock)
        {
            return _kept.Count + events <= eventsMax;
        }
    }

    /// <summary>Numbers, dates and keeps it.</summary>
    public void Append(VoiceEvent happened)
    {
        TaskCompletionSource signal;
        lock (_lock)
        {
            happened.Number = ++_last;
            happened.Epoch = epoch;
            happened.UnixMs = time.GetUtcNow().ToUnixTimeMilliseconds();
            _kept.Enqueue(happened);
            signal = _more;
            _more = NewSignal();
        }

        signal.TrySetResult();
    }

    /// <summary>Forgets up to and including a number and gives the attempts whose last event that was.</summary>
    public IReadOnlyList<string> Acknowledge(long through)
    {
        List<string> ended = [];
        lock (_lock)
        {
            if (through > _last)
            {
                throw new SeamException(
                    SeamFailure.InvalidArgument, $"event {through} has not happened; the last one is {_last}");
            }

            _acknowledged = Math.Max(_acknowledged, through);
            while (_kept.TryPeek(out VoiceEvent? oldest) && oldest.Number <= _acknowledged)
            {
                _kept.Dequeue();
                if (oldest.Ended is not null)
                {
                    ended.Add(oldest.Attempt);
                }
            }
        }

        return ended;
    }

    /// <summary>Kept events after a number, oldest first.</summary>
    public IReadOnlyList<VoiceEvent> After(long number, int most)
    {
        lock (_lock)
        {
            long oldest = _last - _kept.Count;
            int skip = (int)Math.Clamp(number - oldest, 0, _kept.Count);
            return [.. _kept.Skip(skip).Take(most)];
        }
    }

    /// <summary>Comes back when there is an event after the number.</summary>
    public async Task WaitForAsync(long number, CancellationToken cancellation)
    {
        while (true)
        {
            Task more;
            lock (_lock)
            {
                if (_last > number)
                {
                    return;
                }

                more = _more.Task;
            }

            await more.WaitAsync(cancellation);
        }
    }

    private static TaskCompletionSource NewSignal() => new(TaskCreationOptions.RunContinuationsAsynchronously);
}
