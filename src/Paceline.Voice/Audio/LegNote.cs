namespace Paceline.Voice;

/// <summary>What the media thread noticed about one leg, told to the leg's owner in order.</summary>
public abstract record LegNote
{
    private protected LegNote()
    {
    }

    /// <summary>The first RTP after a <see cref="RtpLeg.Connect"/> arrived: sound flows towards us.</summary>
    public sealed record SoundCame : LegNote;

    /// <summary>The far end pressed a key (RFC 4733), one of 0-9 * # A-D.</summary>
    public sealed record KeyPressed(char Key) : LegNote;

    /// <summary>What was played to the leg has ended by itself.</summary>
    public sealed record PlayingEnded : LegNote;

    /// <summary>The first frame of the other party's voice has left for this leg.</summary>
    /// <param name="AtMs">Monotonic milliseconds of the tick.</param>
    public sealed record Joined(long AtMs) : LegNote;

    /// <summary>No RTP for the limit of the leg.</summary>
    public sealed record WentSilent : LegNote;

    /// <summary>A browser's keys are agreed and its certificate is the one of its SDP.</summary>
    public sealed record BrowserConnected : LegNote;

    /// <summary>A browser is gone, never came, or is not who its SDP said.</summary>
    public sealed record BrowserLost(string Reason) : LegNote;
}

/// <summary>The owner of a leg; called on the media thread, so it must be quick and must not wait.</summary>
public interface ILegOwner
{
    /// <summary>False: not now, ask again in the next tick.</summary>
    bool TryNote(MediaLeg leg, LegNote note);
}

/// <summary>Hears what a party says, frame by frame: analysis, recognition of tones in tests, a robot's ear.</summary>
public interface IFrameListener
{
    /// <param name="frame">160 samples of 8 kHz audio, silence when nothing came; valid during the call only.</param>
    void Hear(ReadOnlySpan<short> frame);
}
