using Paceline.Media.Audio;
using Paceline.Media.Tones;

namespace Paceline.Voice;

/// <summary>The prompts of the node, read once at the start: a call never waits for a disk.</summary>
internal sealed class PromptShelf
{
    private const int PromptsMax = 256;
    private const long FileBytesMax = 64 << 20;

    private readonly Dictionary<string, Prompt> _prompts;
    private readonly string _holdPrompt;

    private PromptShelf(Dictionary<string, Prompt> prompts, string holdPrompt)
    {
        _prompts = prompts;
        _holdPrompt = holdPrompt;
    }

    /// <exception cref="VoiceSettingsException">A file cannot be played, or there are too many.</exception>
    public static PromptShelf Open(string? folder, string holdPrompt)
    {
        Dictionary<string, Prompt> prompts = new(StringComparer.Ordinal);
        List<string> refusals = [];
        string[] files = folder is null ? [] : Directory.GetFiles(folder, "*.wav");
        if (files.Length > PromptsMax)
        {
            throw new VoiceSettingsException([$"Prompts is '{folder}' with {files.Length} files; allowed: {PromptsMax}."]);
        }

        foreach (string file in files)
        {
            string reason = $"longer than {FileBytesMax} bytes";
            if (new FileInfo(file).Length <= FileBytesMax && Prompt.TryLoad(File.ReadAllBytes(file), out Prompt? prompt, out reason!))
            {
                prompts[Path.GetFileNameWithoutExtension(file)] = prompt;
            }
            else
            {
                refusals.Add($"Prompts has '{Path.GetFileName(file)}'; it cannot be played: {reason}.");
            }
        }

        return refusals.Count == 0 ? new PromptShelf(prompts, holdPrompt) : throw new VoiceSettingsException(refusals);
    }

    public Prompt? Find(string name) => _prompts.GetValueOrDefault(name);

    /// <summary>A fresh place in the hold audio: the prompt if there is one, otherwise soft chords.</summary>
    public ISampleSource HoldAudio() =>
        Find(_holdPrompt) is { } prompt
            ? new PromptPlayer(prompt, Repeat.Forever)
            : new HoldAudio();
}
