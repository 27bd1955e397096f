using Paceline.Media.Audio;

namespace Paceline.Media.Mixing;

/// <summary>What a party says, played back to itself a little later: a person hears at once how they sound to others.</summary>
/// <param name="leg">Whose voice; the echo is played to the same leg.</param>
/// <param name="lateFrames">How much later, in frames of 20 ms; at least 1.</param>
/// <param name="frames">How long in all, in frames; then it has ended.</param>
public sealed class Echo(MixLeg leg, int lateFrames, int frames) : ISampleSource
{
    private readonly short[] _late = new short[lateFrames * Frame.Samples];
    private int _at;
    private int _left = frames;

    public bool Fill(Span<short> frame)
    {
        // In a tick all speak before anybody listens, so what was said now is there.
        Span<short> slot = _late.AsSpan(_at * Frame.Samples, Frame.Samples);
        slot.CopyTo(frame);
        leg.Said.CopyTo(slot);
        _at = (_at + 1) % lateFrames;
        return --_left > 0;
    }
}
