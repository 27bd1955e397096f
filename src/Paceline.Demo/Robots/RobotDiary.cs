using System.Text.Json;
using Paceline.Demo.Check;

namespace Paceline.Demo.Robots;

/// <summary>What robots write down for the check, one JSON line each, written through at once: what is in it was acknowledged.</summary>
public sealed class RobotDiary : IDisposable
{
    private readonly Lock _lock = new();
    private readonly FileStream _file;

    /// <param name="path">Appended to, so that a second start goes on.</param>
    public RobotDiary(string path) => _file = new FileStream(path, FileMode.Append, FileAccess.Write, FileShare.ReadWrite, bufferSize: 1);

    public void Write(RobotLine line)
    {
        var bytes = JsonSerializer.SerializeToUtf8Bytes(line, DemoJson.Default.RobotLine);
        lock (_lock)
        {
            _file.Write([.. bytes, (byte)'\n']);
            _file.Flush();
        }
    }

    /// <summary>Reads a diary; a last line that a kill cut in half is left out.</summary>
    public static IReadOnlyList<RobotLine> Read(IEnumerable<string> lines)
    {
        List<RobotLine> diary = [];
        foreach (var line in lines.Where(static l => l.Length > 0))
        {
            try
            {
                if (JsonSerializer.Deserialize(line, DemoJson.Default.RobotLine) is { } read)
                {
                    diary.Add(read);
                }
            }
            catch (JsonException)
            {
                // Cut in half: it was never acknowledged to anybody.
            }
        }

        return diary;
    }

    public void Dispose() => _file.Dispose();
}
