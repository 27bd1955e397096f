namespace Paceline.Voice.Sockets;

/// <summary>Something to do at a time, which can be called off.</summary>
internal sealed class Alarm(Action ring)
{
    public Action? Ring { get; private set; } = ring;

    public void CallOff() => Ring = null;
}

/// <summary>What one loop has to do later, in the order of its times; one owner, the loop's thread.</summary>
internal sealed class Alarms
{
    private readonly PriorityQueue<Alarm, long> _queue = new();

    public long? DueMs
    {
        get
        {
            DropCalledOff();
            return _queue.TryPeek(out _, out long due) ? due : null;
        }
    }

    public Alarm At(long dueMs, Action ring)
    {
        Alarm alarm = new(ring);
        _queue.Enqueue(alarm, dueMs);
        return alarm;
    }

    public void TimePassed(long nowMs)
    {
        while (_queue.TryPeek(out Alarm? alarm, out long due) && due <= nowMs)
        {
            _queue.Dequeue();
            Action? ring = alarm.Ring;
            alarm.CallOff();
            ring?.Invoke();
        }
    }

    private void DropCalledOff()
    {
        while (_queue.TryPeek(out Alarm? alarm, out _) && alarm.Ring is null)
        {
            _queue.Dequeue();
        }
    }
}
