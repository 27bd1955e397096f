using Paceline.Media.Audio;
using Paceline.Media.Tones;

namespace Paceline.Media.Analysis;

/// <summary>Hears the three rising tones before an announcement and reads their coding.</summary>
public sealed class SitDetector
{
    private const double Enough = 0.6;
    private const int LeastFrames = 8;
    private const int GapFramesMax = 3;
    private const int LongFrames = (Sit.ShortMs + Sit.LongMs) / 2 / Frame.Milliseconds;

    // Low coding, high coding, what E.180 says; in the third place all mean the same.
    private static readonly double[][] _hz =
        [[Sit.FirstLow, Sit.FirstHigh, 950], [Sit.SecondLow, Sit.SecondHigh, 1400], [Sit.Third, 1800, 1750]];

    private readonly ToneWindow _window = new();
    private readonly int[,] _frames = new int[3, 3];
    private int _stage = -1;
    private int _gap;

    /// <summary>What was heard; null so far.</summary>
    public SitKind? Heard { get; private set; }

    /// <summary>Takes 20 ms of early media or of what comes after an answer.</summary>
    public SitKind? Push(ReadOnlySpan<short> frame)
    {
        _window.Push(frame);
        if (Heard is not null)
        {
            return Heard;
        }

        var here = _stage < 0 ? -1 : Best(_stage);
        var next = _stage < 2 ? Best(_stage + 1) : -1;
        if (next >= 0 && here < 0 && (_stage < 0 || FramesOf(_stage) >= LeastFrames))
        {
            (_stage, here) = (_stage + 1, next);
        }

        if (here >= 0)
        {
            _frames[_stage, here]++;
            _gap = 0;
        }
        else if (_stage >= 0 && ++_gap > GapFramesMax)
        {
            Array.Clear(_frames);
            (_stage, _gap) = (-1, 0);
        }

        Heard = _stage == 2 && FramesOf(2) >= LeastFrames ? Meaning() : null;
        return Heard;
    }

    private int Best(int stage)
    {
        var (best, share) = (-1, Enough);
        for (var i = 0; i < 3; i++)
        {
            var here = _window.Share(_hz[stage][i]);
            (best, share) = here > share ? (i, here) : (best, share);
        }

        return best;
    }

    private int FramesOf(int stage) => _frames[stage, 0] + _frames[stage, 1] + _frames[stage, 2];

    private int CodingOf(int stage)
    {
        var most = 0;
        for (var i = 1; i < 3; i++)
        {
            most = _frames[stage, i] > _frames[stage, most] ? i : most;
        }

        return most;
    }

    /// <summary>The coding table of the North American network; short or long, low or high.</summary>
    private SitKind Meaning()
    {
        var firstIsLong = FramesOf(0) > LongFrames;
        var secondIsLong = FramesOf(1) > LongFrames;
        return (CodingOf(0), CodingOf(1), firstIsLong, secondIsLong) switch
        {
            (0, 0, false, false) => SitKind.Intercept,
            (1, 0, true, false) => SitKind.VacantCode,
            (0, 1, false, true) or (1, 0, false, true) => SitKind.Reorder,
            (1, 1, true, true) or (0, 0, true, true) => SitKind.NoCircuit,
            _ => SitKind.Unknown,
        };
    }
}
