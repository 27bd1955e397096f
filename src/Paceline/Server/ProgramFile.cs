using System.IO.Compression;
using System.Security.Cryptography;
using System.Text.Json;

namespace Paceline.Server;

/// <summary>The assemblies of the pages' program in one file, which a browser asks for once. Publishing writes it, the page names it to a browser that can
/// read it, start.js takes it apart; where there is none (nothing was published), every assembly is a file of its own.</summary>
internal sealed class ProgramFile
{
    private const string Folder = "program";
    private const string Extension = ".br";

    private readonly string? _address;
    private readonly byte[] _packed = [];

    public ProgramFile(IWebHostEnvironment environment)
    {
        if (environment.WebRootFileProvider.GetDirectoryContents(Folder).FirstOrDefault(static file => file.Name.EndsWith(Extension, StringComparison.Ordinal))
            is { } file)
        {
            // Read whole: a folder that is published anew takes nothing from a server that still runs.
            using var stream = file.CreateReadStream();
            _packed = new byte[stream.Length];
            stream.ReadExactly(_packed);
            _address = $"/{Folder}/{Path.GetFileNameWithoutExtension(file.Name)}";
        }
    }

    /// <summary>Null: there is none, or whoever asks cannot read it.</summary>
    public string? AddressFor(HttpRequest request) =>
        request.GetTypedHeaders().AcceptEncoding.Any(static coding => coding.Value == "br" && coding.Quality is not 0) ? _address : null;

    /// <summary>For whoever loads the page, signed in or not, as its other parts are.</summary>
    public static void Map(WebApplication server) => server.MapGet($"/{Folder}/{{hash}}", static (HttpContext context, ProgramFile file) =>
    {
        if (context.Request.Path != file._address)
        {
            return Results.NotFound();
        }

        context.Response.Headers.ContentEncoding = "br";
        context.Response.GetTypedHeaders().CacheControl = new()
        {
            Public = true, MaxAge = TimeSpan.FromDays(365), Extensions = { new("immutable") }, // Its address is its content's.
        };
        return Results.Bytes(file._packed, "application/octet-stream");
    }).ExcludeFromDescription();

    /// <summary>Writes the file of a published folder: a line of JSON ({"name":[offset, length], …}, from the end of the line), then the assemblies, all
    /// of it compressed together. A language's satellite stays outside: its readers alone load it.</summary>
    public static void Write(string published)
    {
        // By the manifest: a folder that was published into before keeps the parts of then.
        using var manifest = JsonDocument.Parse(File.ReadAllBytes(Path.Combine(published, "paceline.staticwebassets.endpoints.json")));
        var files = manifest.RootElement.GetProperty("Endpoints").EnumerateArray().Select(static endpoint => endpoint.GetProperty("AssetFile").GetString()!)
            .Where(IsAssembly).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal);
        Dictionary<string, long[]> index = new(StringComparer.Ordinal);
        using MemoryStream assemblies = new();
        foreach (var file in files)
        {
            var assembly = File.ReadAllBytes(Path.Combine(published, "wwwroot", file));
            index.Add(Path.GetFileName(file), [assemblies.Length, assembly.Length]);
            assemblies.Write(assembly);
        }

        byte[] all = [.. JsonSerializer.SerializeToUtf8Bytes(index), (byte)'\n', .. assemblies.ToArray()];
        var target = Path.Combine(published, "wwwroot", Folder, $"{Convert.ToHexStringLower(SHA256.HashData(all))[..16]}{Extension}");
        if (File.Exists(target))
        {
            return; // Compressing takes half a minute.
        }

        var packed = new byte[BrotliEncoder.GetMaxCompressedLength(all.Length)];
        if (!BrotliEncoder.TryCompress(all, packed, out var length, quality: 11, window: 22))
        {
            throw new InvalidOperationException("The program could not be compressed.");
        }

        var folder = Directory.CreateDirectory(Path.GetDirectoryName(target)!); // It was put together above.
        foreach (var old in folder.EnumerateFiles())
        {
            old.Delete();
        }

        File.WriteAllBytes(target + ".part", packed.AsSpan(0, length)); // What is half written is no program.
        File.Move(target + ".part", target);
    }

    /// <summary>Not the runtime, which is compiled while it comes.</summary>
    private static bool IsAssembly(string file) =>
        Path.GetDirectoryName(file) == "_framework" && Path.GetExtension(file) == ".wasm"
        && !Path.GetFileName(file).StartsWith("dotnet.native.", StringComparison.Ordinal);
}
