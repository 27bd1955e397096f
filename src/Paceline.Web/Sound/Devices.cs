namespace Paceline.Web.Sound;

/// <summary>A microphone or speaker that can be chosen.</summary>
/// <param name="Id">The browser's name for it, stable for this page's address.</param>
public sealed record SoundDevice(string Id, string Name, bool InUse);

/// <summary>What can be chosen now. A browser that does not let a page choose its speaker has none here.</summary>
public sealed record Devices(IReadOnlyList<SoundDevice> Microphones, IReadOnlyList<SoundDevice> Speakers)
{
    public static Devices None { get; } = new([], []);

    /// <summary>Reads the script's lines: "kind, tab, id, tab, name", with a star before what is in use; others are passed over.</summary>
    public static Devices Read(string lines)
    {
        var found = lines.Split('\n').Select(static line => line.Split('\t')).Where(static parts => parts.Length == 3).ToList();
        return new([.. Of(found, "audioinput")], [.. Of(found, "audiooutput")]);
    }

    private static IEnumerable<SoundDevice> Of(IEnumerable<string[]> found, string kind) => found
        .Where(parts => parts[0].TrimStart('*') == kind)
        .Select(static parts => new SoundDevice(parts[1], parts[2], parts[0].StartsWith('*')));
}
