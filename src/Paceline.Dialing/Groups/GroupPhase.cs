namespace Paceline.Dialing.Groups;

/// <summary>Where a campaign group is between its loading and its unloading (features 14.2).</summary>
public enum GroupPhase
{
    /// <summary>At rest: no agent sees it.</summary>
    Unloaded,

    /// <summary>Its agents see it; nothing is dialled.</summary>
    Loaded,

    /// <summary>It dials whenever agents, records and the law allow.</summary>
    Running,

    /// <summary>It ran; its agents see it, and nothing is dialled. It starts again as a loaded one does.</summary>
    Stopped,

    /// <summary>No more dials; unloaded when the last call and its outcome are over.</summary>
    Unloading,
}
