namespace Paceline.Web.Connection;

/// <summary>Keeps the newest snapshot. Within one connection an older number is late and is dropped; the first snapshot of a new
/// connection is taken as it is, because the server may have started counting anew.</summary>
public sealed class Fold<T>(Func<T, long> number)
    where T : class
{
    private long _floor = long.MinValue;

    /// <summary>The newest; null before the first.</summary>
    public T? Newest { get; private set; }

    public void NewConnection() => _floor = long.MinValue;

    /// <summary>Whether it was taken.</summary>
    public bool Take(T snapshot)
    {
        if (number(snapshot) < _floor)
        {
            return false;
        }

        _floor = number(snapshot);
        Newest = snapshot;
        return true;
    }
}
