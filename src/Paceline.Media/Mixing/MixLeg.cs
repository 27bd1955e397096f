using Paceline.Media.Audio;

namespace Paceline.Media.Mixing;

/// <summary>How something that is played stands to the conversation.</summary>
public enum PlayMode
{
    /// <summary>The leg hears only this.</summary>
    Alone,

    /// <summary>The leg hears the conversation too.</summary>
    Over,
}

/// <summary>One party's place in the audio: what it says, and what it alone gets to hear. Belongs to at most one mix.</summary>
/// <param name="voice">What the party says: the receiver of its RTP.</param>
public sealed class MixLeg(ISampleSource voice)
{
    private readonly short[] _said = new short[Frame.Samples];
    private readonly short[] _heard = new short[Frame.Samples];
    private readonly short[] _scratch = new short[Frame.Samples];
    private ISampleSource? _played;
    private PlayMode _playMode;
    private ISampleSource? _holdAudio;

    /// <summary>Who hears this leg; at first everybody.</summary>
    public Role Role { get; set; } = Role.Talking;

    /// <summary>The party pressed mute: nobody hears it, whatever its role.</summary>
    public bool IsMuted { get; set; }

    public bool IsHeld => _holdAudio is not null;

    public bool IsPlaying => _played is not null;

    /// <summary>What the party said in the last tick, also while held or muted: for recording and analysis.</summary>
    public ReadOnlySpan<short> Said => _said;

    /// <summary>What the party hears in the last tick: to be sent to it.</summary>
    public ReadOnlySpan<short> Heard => _heard;

    internal Mix? Mix { get; set; }

    internal bool IsHeardByAll => Role is Role.Talk && !IsMuted && !IsHeld;

    /// <summary>Plays to this leg until the source ends or is stopped; replaces what is played now.</summary>
    public void Play(ISampleSource source, PlayMode mode) => (_played, _playMode) = (source, mode);

    public void StopPlaying() => _played = null;

    /// <summary>Takes the leg out of the conversation in both directions; it hears the given audio.</summary>
    public void Hold(ISampleSource audio) => _holdAudio = audio;

    public void Resume() => _holdAudio = null;

    internal bool WhispersTo(MixLeg listener) =>
        Role is Role.WhisperTo whisper && ReferenceEquals(whisper.Listener, listener) && !IsMuted && !IsHeld;

    internal void Speak() => voice.Fill(_said);

    /// <summary>Composes <see cref="Heard"/> from what all say, without itself, and what is played.</summary>
    internal void Listen(ReadOnlySpan<int> all, List<MixLeg> legs)
    {
        if (_holdAudio is not null)
        {
            // Hold audio that ended is silence and not the conversation.
            _holdAudio.Fill(_heard);
        }
        else if (_played is null || _playMode == PlayMode.Over)
        {
            Hear(all, legs);
        }
        else
        {
            _heard.AsSpan().Clear();
        }

        if (_played is null)
        {
            return;
        }

        var more = _played.Fill(_scratch);
        if (_playMode == PlayMode.Alone)
        {
            _scratch.CopyTo(_heard);
        }
        else
        {
            Saturate.Add(_heard, _scratch);
        }

        _played = more ? _played : null;
    }

    private void Hear(ReadOnlySpan<int> all, List<MixLeg> legs)
    {
        var own = IsHeardByAll;
        for (var i = 0; i < _heard.Length; i++)
        {
            _heard[i] = Saturate.Clip(own ? all[i] - _said[i] : all[i]);
        }

        foreach (var leg in legs)
        {
            if (leg.WhispersTo(this))
            {
                Saturate.Add(_heard, leg._said);
            }
        }
    }
}
