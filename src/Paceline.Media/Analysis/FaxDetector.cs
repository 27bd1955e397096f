using Paceline.Media.Audio;
using Paceline.Media.Tones;

namespace Paceline.Media.Analysis;

/// <summary>Which end of a fax is on the line.</summary>
public enum FaxTone
{
    /// <summary>2100 Hz: a called machine or modem (ITU-T T.30, V.25).</summary>
    Ced,

    /// <summary>1100 Hz for half a second: a calling machine (ITU-T T.30).</summary>
    Cng,
}

/// <summary>Hears fax machines.</summary>
public sealed class FaxDetector
{
    private const int LeastMs = 400;
    private const double Enough = 0.8;

    private readonly ToneWindow _window = new();
    private int _cedMs;
    private int _cngMs;

    /// <summary>What was heard first; null so far.</summary>
    public FaxTone? Heard { get; private set; }

    public FaxTone? Push(ReadOnlySpan<short> frame)
    {
        _window.Push(frame);
        _cedMs = _window.Share(2100) >= Enough ? _cedMs + Frame.Milliseconds : 0;
        _cngMs = _window.Share(1100) >= Enough ? _cngMs + Frame.Milliseconds : 0;
        return Heard ??= _cedMs >= LeastMs ? FaxTone.Ced : _cngMs >= LeastMs ? FaxTone.Cng : null;
    }
}
