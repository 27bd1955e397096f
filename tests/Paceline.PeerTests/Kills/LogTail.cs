using System.Text.Json;

namespace Paceline.PeerTests.Kills;

/// <summary>Reads on in a file of JSON lines that another writes; a line that is not whole yet waits for its end.</summary>
internal sealed class LogTail(string path)
{
    private long _offset;

    public IReadOnlyList<JsonElement> More()
    {
        if (!File.Exists(path))
        {
            return [];
        }

        using FileStream file = new(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite);
        if (file.Length <= _offset)
        {
            return [];
        }

        file.Seek(_offset, SeekOrigin.Begin);
        var bytes = new byte[file.Length - _offset];
        var read = file.ReadAtLeast(bytes, bytes.Length, throwOnEndOfStream: false);
        var whole = bytes.AsSpan(0, read).LastIndexOf((byte)'\n') + 1;
        _offset += whole;
        List<JsonElement> lines = [];
        foreach (var range in bytes.AsSpan(0, whole).Split((byte)'\n'))
        {
            if (bytes.AsMemory(range) is { Length: > 0 } line)
            {
                using var document = JsonDocument.Parse(line);
                lines.Add(document.RootElement.Clone());
            }
        }

        return lines;
    }
}
