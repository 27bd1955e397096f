namespace Paceline.Sip;

/// <summary>
/// Who waits for when, earliest first and first noted first. An entry whose owner has changed its mind is left behind and
/// dropped when it comes up, which costs less than finding it.
/// </summary>
internal sealed class Agenda
{
    private readonly PriorityQueue<IWaits, (long DueMs, long Order)> _entries = new();
    private long _order;

    public long? DueMs
    {
        get
        {
            DropStale();
            return _entries.TryPeek(out IWaits? _, out (long DueMs, long Order) at) ? at.DueMs : null;
        }
    }

    /// <summary>To be called after every input to the owner.</summary>
    public void Note(IWaits owner)
    {
        if (owner.DueMs is { } due && owner.NotedMs != due)
        {
            _entries.Enqueue(owner, (due, _order++));
        }

        owner.NotedMs = owner.DueMs;
    }

    public IWaits? TakeDue(long nowMs)
    {
        if (DueMs is not { } due || due > nowMs)
        {
            return null;
        }

        IWaits owner = _entries.Dequeue();
        owner.NotedMs = null;
        return owner;
    }

    private void DropStale()
    {
        while (_entries.TryPeek(out IWaits? owner, out (long DueMs, long Order) at) && owner.DueMs != at.DueMs)
        {
            _entries.Dequeue();
        }
    }
}
