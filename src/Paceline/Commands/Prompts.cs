namespace Paceline.Commands;

/// <summary>The prompts a data directory starts with; one that is there already is the installation's own and stays.</summary>
internal static class Prompts
{
    private const string Prefix = "prompt/";

    public static async Task PutAsync(string data, CancellationToken cancellationToken)
    {
        var folder = Directory.CreateDirectory(Path.Combine(data, "prompts")).FullName;
        foreach (var resource in typeof(Prompts).Assembly.GetManifestResourceNames().Where(static n => n.StartsWith(Prefix, StringComparison.Ordinal)))
        {
            var path = Path.Combine(folder, resource[Prefix.Length..]);
            if (!File.Exists(path))
            {
                await using var from = typeof(Prompts).Assembly.GetManifestResourceStream(resource)
                    ?? throw new InvalidOperationException($"The program has lost its resource {resource}.");
                await using var to = File.Create(path);
                await from.CopyToAsync(to, cancellationToken);
            }
        }
    }
}
