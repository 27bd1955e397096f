namespace Paceline.Media.Mixing;

/// <summary>Who hears a leg of a mix; everybody hears those who talk.</summary>
public abstract record Role
{
    private protected Role() { }

    /// <summary>Heard by all.</summary>
    public sealed record Talk : Role;

    /// <summary>Heard by nobody: a supervisor who monitors.</summary>
    public sealed record Listen : Role;

    /// <summary>Heard by one leg only: a supervisor who coaches.</summary>
    public sealed record WhisperTo(MixLeg Listener) : Role;

    public static readonly Role Talking = new Talk();
    public static readonly Role Listening = new Listen();
}
