using System.Diagnostics.CodeAnalysis;

namespace Paceline.Sip;

/// <summary>An SDP document (RFC 8866) by lines: what is before the first m= line, and each media line.</summary>
public sealed record SessionDescription(SdpSection Session, IReadOnlyList<SdpMediaLine> MediaLines)
{
    public static bool TryParse(
        string text, [NotNullWhen(true)] out SessionDescription? sdp, [NotNullWhen(false)] out string? refusal) =>
        throw new NotSupportedException();

    public override string ToString() => throw new NotSupportedException();
}

/// <summary>Lines of one part in their order, each as type and value; attributes are the a= lines.</summary>
public sealed record SdpSection(IReadOnlyList<KeyValuePair<char, string>> Lines)
{
    /// <summary>Value of <c>a=name:value</c>; empty for a flag, null when absent.</summary>
    public string? Attribute(string name) => Attributes(name).FirstOrDefault();

    public IEnumerable<string> Attributes(string name) => throw new NotSupportedException();

    /// <summary>First line of that type; null when absent.</summary>
    public string? Line(char type) => throw new NotSupportedException();
}

/// <summary>One m= line and what belongs to it.</summary>
/// <param name="Kind">audio, video, application.</param>
/// <param name="Port">Zero: refused or not used.</param>
/// <param name="Protocol">RTP/AVP, UDP/TLS/RTP/SAVPF.</param>
/// <param name="Formats">Payload types as text, in order of preference.</param>
/// <param name="Section">The lines below.</param>
public sealed record SdpMediaLine(
    string Kind, int Port, string Protocol, IReadOnlyList<string> Formats, SdpSection Section);
