using System.Text;

namespace Paceline.Storage;

/// <summary>A file as it came, on disk until it is imported: looked through once for bytes that are no text, so that a picture or a
/// spreadsheet is refused before the first row of it is a record. It has no name while it is read, so that a process that is killed leaves
/// nobody's list behind; Windows, where an open file keeps its name, takes it away with the process.</summary>
internal static class SpooledList
{
    private const string Before = "import-";
    private const string After = ".csv";

    /// <summary>Largest file, in bytes: 2 GiB, some twenty million rows.</summary>
    public const long BytesMax = 2L << 30;

    /// <summary>The text from its beginning; the file is gone when it is closed.</summary>
    /// <exception cref="ImportRefusedException">It is empty, too large, or no text.</exception>
    public static async Task<FileStream> ReadAsync(Stream source, string directory, CancellationToken cancellationToken)
    {
        var path = Path.Combine(directory, $"{Before}{Guid.NewGuid():N}{After}");
        var file = new FileStream(path, DataDirectory.ForOwnerOnly(new()
        {
            Mode = FileMode.CreateNew,
            Access = FileAccess.ReadWrite,
            Share = FileShare.None,
            Options = OperatingSystem.IsWindows() ? FileOptions.DeleteOnClose | FileOptions.Asynchronous : FileOptions.Asynchronous,
        }));
        try
        {
            if (!OperatingSystem.IsWindows())
            {
                File.Delete(path);
            }

            await CopyAsync(source, file, cancellationToken).ConfigureAwait(false);
            file.Position = 0;
            return file;
        }
        catch
        {
            await file.DisposeAsync().ConfigureAwait(false);
            throw;
        }
    }

    /// <summary>Takes away what earlier versions left here when they were killed; a file of such a name that is still read is read to its end
    /// by whoever has it open.</summary>
    public static void ClearAway(string directory)
    {
        foreach (var path in Directory.EnumerateFiles(directory, $"{Before}*{After}").Where(static p => IsOurs(Path.GetFileName(p))))
        {
            try
            {
                File.Delete(path);
            }
            catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
            {
                // Somebody has it open (Windows), or it is not ours to take: it is tried again at the next start.
            }
        }
    }

    private static bool IsOurs(string name) => Guid.TryParseExact(name.AsSpan()[Before.Length..^After.Length], "N", out _);

    private static async Task CopyAsync(Stream source, FileStream file, CancellationToken cancellationToken)
    {
        var decoder = new UTF8Encoding(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true).GetDecoder();
        var bytes = new byte[64 * 1024];
        var text = new char[bytes.Length + 4];
        try
        {
            int read;
            while ((read = await source.ReadAsync(bytes, cancellationToken).ConfigureAwait(false)) > 0)
            {
                if (bytes.AsSpan(0, read).Contains((byte)0))
                {
                    throw new ImportRefusedException(
                        "The file is no text (it has zero bytes in it). Save the list as CSV in UTF-8, and send that.");
                }

                decoder.GetChars(bytes.AsSpan(0, read), text, flush: false);
                if (file.Length + read > BytesMax)
                {
                    throw new ImportRefusedException("The file is larger than 2 GiB. Split it, and send the parts one after the other.");
                }

                await file.WriteAsync(bytes.AsMemory(0, read), cancellationToken).ConfigureAwait(false);
            }

            decoder.GetChars([], text, flush: true);
        }
        catch (DecoderFallbackException)
        {
            throw new ImportRefusedException("The file is not in UTF-8. In a spreadsheet choose \"CSV UTF-8\" when you save the list.");
        }

        if (file.Position == 0)
        {
            throw new ImportRefusedException("The file is empty. Expected a header with a phone column, and one row for each person.");
        }
    }
}
