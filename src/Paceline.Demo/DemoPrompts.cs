namespace Paceline.Demo;

/// <summary>The spoken prompts that come with the demo, made once with espeak-ng: 8 kHz, 16 bit, one channel.</summary>
public static class DemoPrompts
{
    /// <summary>"We are sorry, nobody is free to take this call. …", 6 s; a voice node finds it by its file's name.</summary>
    public const string Abandonment = "abandonment";

    /// <summary>Writes the prompts as WAV files into a folder, which is made if it is missing; a file that is there stays.</summary>
    public static void WriteTo(string folder)
    {
        Directory.CreateDirectory(folder);
        var path = Path.Combine(folder, Abandonment + ".wav");
        if (File.Exists(path))
        {
            return;
        }

        using var prompt = Open(Abandonment);
        using var file = File.Create(path);
        prompt.CopyTo(file);
    }

    /// <summary>The WAV file of a prompt.</summary>
    /// <exception cref="FileNotFoundException">There is no such prompt.</exception>
    public static Stream Open(string name) =>
        typeof(DemoPrompts).Assembly.GetManifestResourceStream($"Paceline.Demo.Prompts.{name}.wav")
        ?? throw new FileNotFoundException($"The demo has no prompt called \"{name}\".");
}
