using System.Collections;

namespace Paceline.Sip;

/// <summary>Header lines in wire order; names match without regard to case.</summary>
public sealed class SipHeaders : IEnumerable<SipHeader>
{
    private readonly List<SipHeader> _lines = [];

    public int Count => _lines.Count;

    /// <summary>The first line's whole value; null when there is no such header.</summary>
    public string? First(string name)
    {
        foreach (SipHeader line in _lines)
        {
            if (line.Name.Equals(name, StringComparison.OrdinalIgnoreCase))
            {
                return line.Value;
            }
        }

        return null;
    }

    /// <summary>The first element of a header that is a comma-separated list.</summary>
    public string? FirstElement(string name) => Elements(name).FirstOrDefault();

    /// <summary>Every element of a list header, over repeated lines and commas alike (RFC 3261 §7.3.1).</summary>
    public IEnumerable<string> Elements(string name) =>
        _lines.Where(line => line.Name.Equals(name, StringComparison.OrdinalIgnoreCase))
            .SelectMany(line => SipText.Split(line.Value, ','));

    /// <summary>Whether a list of tokens (Require, Supported, Allow) has this one.</summary>
    public bool Lists(string name, string token) =>
        Elements(name).Any(element => element.Equals(token, StringComparison.OrdinalIgnoreCase));

    /// <summary>A non-negative number at the start of the value; zero when absent or not a number.</summary>
    public int Number(string name) => SipText.LeadingNumber(First(name));

    public void Add(string name, string value) => _lines.Add(new SipHeader(name, value));

    /// <summary>Replaces every line of that name by one, at the place of the first.</summary>
    public void Set(string name, string value)
    {
        int at = _lines.FindIndex(line => line.Name.Equals(name, StringComparison.OrdinalIgnoreCase));
        Remove(name);
        _lines.Insert(at < 0 ? _lines.Count : at, new SipHeader(name, value));
    }

    /// <summary>Puts a line before all others; where our own Via goes.</summary>
    internal void Prepend(string name, string value) => _lines.Insert(0, new SipHeader(name, value));

    /// <summary>Changes the first element of a list header and leaves the rest of its line as it is.</summary>
    internal void ReplaceFirstElement(string name, string element)
    {
        int at = _lines.FindIndex(line => line.Name.Equals(name, StringComparison.OrdinalIgnoreCase));
        List<string> elements = at < 0 ? [] : SipText.Split(_lines[at].Value, ',');
        if (elements.Count > 0)
        {
            elements[0] = element;
            _lines[at] = new SipHeader(name, string.Join(", ", elements));
        }
    }

    public void Remove(string name) =>
        _lines.RemoveAll(line => line.Name.Equals(name, StringComparison.OrdinalIgnoreCase));

    public IEnumerator<SipHeader> GetEnumerator() => _lines.GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();
}
