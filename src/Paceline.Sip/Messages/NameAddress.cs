using System.Diagnostics.CodeAnalysis;

namespace Paceline.Sip;

/// <summary>What From, To, Contact and Route hold: an optional name, an address and parameters of the header.</summary>
/// <param name="Display">Unquoted; empty when none.</param>
/// <param name="Uri">As text, since tel: and others may stand there.</param>
/// <param name="Parameters">Each as name=value, outside the angle brackets.</param>
public sealed record NameAddress(string Display, string Uri, IReadOnlyList<string> Parameters)
{
    public NameAddress(string display, SipUri uri)
        : this(display, uri.ToString(), [])
    {
    }

    /// <summary>Empty when there is none: the dialog is not there yet.</summary>
    public string Tag => SipText.Parameter(Parameters, "tag") ?? "";

    public static bool TryParse(string? text, [NotNullWhen(true)] out NameAddress? address)
    {
        address = null;
        List<string> parts = SipText.Split(text ?? "", ';');
        if (parts.Count == 0)
        {
            return false;
        }

        string head = parts[0];
        int open = head.LastIndexOf('<');
        int close = head.LastIndexOf('>');
        string uri = open < 0 ? head : close > open ? head[(open + 1)..close].Trim() : "";
        if (uri.Length == 0 || !uri.Contains(':', StringComparison.Ordinal) || uri.AsSpan().ContainsAny(" \t\""))
        {
            return false;
        }

        string display = open > 0 ? SipText.Unquote(head[..open].Trim()) : "";
        address = new NameAddress(display, uri, parts[1..]);
        return true;
    }

    public override string ToString()
    {
        string name = Display.Length == 0
            ? ""
            : $"\"{Display.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("\"", "\\\"", StringComparison.Ordinal)}\" ";
        return $"{name}<{Uri}>{string.Concat(Parameters.Select(parameter => ";" + parameter))}";
    }

    internal static string TagOf(string? header) => TryParse(header, out NameAddress? address) ? address.Tag : "";
}
