namespace Paceline.Dialing.Groups;

/// <summary>Who is at work and who is left to call: what a campaign group does not know of itself, and what "Why?" is answered with.</summary>
/// <param name="InCall">Agents who wait for their own call, or talk.</param>
/// <param name="OverWrapUp">Of those who wrap up, whose time for it is over.</param>
/// <param name="NotReady">Signed in, and taking no calls.</param>
/// <param name="NoSound">Of these, whose headset or phone was lost or could not be connected; before Ready nobody has sound, and nothing is wrong.</param>
/// <param name="PeopleLeft">People of the lists who are not finished, those in a call included.</param>
public sealed record Floor(int Ready, int InCall, int WrapUp, int OverWrapUp, int NotReady, int NoSound, long PeopleLeft)
{
    /// <summary>Agents who have a record open that is not called yet.</summary>
    public int Reading { get; init; }

    /// <summary>No agent takes the campaign's calls, signed in or not.</summary>
    public bool NobodyAssigned { get; init; }

    /// <summary>Its list was never filled; false: it was, or nobody has counted yet.</summary>
    public bool NoRecords { get; init; }

    public int SignedIn => Ready + InCall + Reading + WrapUp + NotReady;
}
