namespace Paceline.Media.Rtp;

/// <summary>Counts what one sender sent and what of it arrived (RFC 3550 Appendix A.1, A.3).</summary>
internal sealed class SequenceTracker
{
    // A jump of more than this is a sender that started again (MAX_DROPOUT).
    private const int JumpMax = 3000;
    private const int WindowLength = 64;
    private const int StaleMax = 3;

    private bool _any;
    private long _first;
    private long _highest;
    private ulong _seen;
    private long _unique;
    private int _stale;
    private long _lostEarlier;
    private long _expectedAtReport;
    private long _lostAtReport;

    public long Duplicates { get; private set; }

    /// <summary>Sequence with the count of its wraps above it (RFC 3550 §6.4.1).</summary>
    public uint ExtendedHighest => unchecked((uint)_highest);

    public long Lost => _lostEarlier + Math.Max(0, Expected - _unique);

    private long Expected => _any ? _highest - _first + 1 : 0;

    /// <summary>The next packet is of another sender; what was lost before stays counted.</summary>
    public void Restart()
    {
        _lostEarlier = Lost;
        (_any, _unique, _expectedAtReport) = (false, 0, 0);
    }

    /// <summary>False when this sequence number was here before.</summary>
    public bool Note(ushort sequence)
    {
        var ahead = _any ? unchecked((short)(sequence - (ushort)_highest)) : 0;
        if (!_any || Math.Abs((int)ahead) > JumpMax)
        {
            return Begin(sequence);
        }

        if (ahead > 0)
        {
            _stale = 0;
            _highest += ahead;
            _seen = (ahead < WindowLength ? _seen << ahead : 0) | 1;
            _unique++;
            return true;
        }

        if (-ahead >= WindowLength)
        {
            // One is a straggler; several in a row are a sender that went back and goes on from there.
            return ++_stale < StaleMax || Begin(sequence);
        }

        var bit = 1UL << -ahead;
        if ((_seen & bit) != 0)
        {
            Duplicates++;
            return false;
        }

        _seen |= bit;
        _unique++;
        // Overtaken before the first one we saw: the count starts with it.
        _first = Math.Min(_first, _highest + ahead);
        return true;
    }

    /// <summary>Share lost since the last call, in 256ths (RFC 3550 §6.4.1).</summary>
    public byte TakeFractionLost()
    {
        var expected = Expected - _expectedAtReport;
        var lost = Lost - _lostAtReport;
        (_expectedAtReport, _lostAtReport) = (Expected, Lost);
        return (byte)(expected <= 0 ? 0 : Math.Clamp(lost * 256 / expected, 0, 255));
    }

    /// <summary>The sender starts again at this number.</summary>
    public bool Begin(ushort sequence)
    {
        Restart();
        (_any, _first, _highest, _seen, _unique, _stale) = (true, sequence, sequence, 1, 1, 0);
        return true;
    }
}
