namespace Paceline.Demo;

/// <summary>The spoken prompts that come with the demo, made once with espeak-ng: 8 kHz, 16 bit, one channel.</summary>
public static class DemoPrompts
{
    /// <summary>"We are sorry, nobody is free to take this call. …", 6 s; a voice node finds it by its file's name.</summary>
    public const string Abandonment = "abandonment";

    /// <summary>"This is an automated calling centre. …", 11 s: what a person hears who calls back.</summary>
    public const string Returned = "returned";

    /// <summary>Writes the prompts as WAV files into a folder, which is made if it is missing; a file that is there stays.</summary>
    public static void WriteTo(string folder)
    {
        Directory.CreateDirectory(folder);
        foreach (var name in (string[])[Abandonment, Returned])
        {
            var path = Path.Combine(folder, name + ".wav");
            if (!File.Exists(path))
            {
                using var prompt = Open(name);
                using var file = File.Create(path);
                prompt.CopyTo(file);
            }
        }
    }

    /// <summary>The WAV file of a prompt.</summary>
    /// <exception cref="FileNotFoundException">There is no such prompt.</exception>
    public static Stream Open(string name) =>
        typeof(DemoPrompts).Assembly.GetManifestResourceStream($"Paceline.Demo.Prompts.{name}.wav")
        ?? throw new FileNotFoundException($"The demo has no prompt called \"{name}\".");
}
