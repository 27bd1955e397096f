namespace Paceline.Media.Srtp;

/// <summary>Remembers which packets of one source came, so that none counts twice (RFC 3711 §3.3.2); 64 packets wide.</summary>
internal sealed class ReplayWindow
{
    private const int Width = 64;

    private long _highest = -1;
    private ulong _seen;

    /// <summary>The index nearest to the highest whose low 16 bits are this number (RFC 3711 §3.3.1); negative is impossible.</summary>
    public long IndexOf(ushort sequence) =>
        _highest < 0 ? sequence : _highest + unchecked((short)(sequence - (ushort)_highest));

    public bool IsFresh(long index)
    {
        var age = _highest - index;
        return index >= 0 && (age < 0 || (age < Width && (_seen & (1UL << (int)age)) == 0));
    }

    /// <summary>Called when the packet has been proved genuine, and only then.</summary>
    public void Note(long index)
    {
        var ahead = index - _highest;
        if (ahead > 0)
        {
            _seen = (ahead < Width ? _seen << (int)ahead : 0) | 1;
            _highest = index;
        }
        else
        {
            _seen |= 1UL << (int)-ahead;
        }
    }
}
