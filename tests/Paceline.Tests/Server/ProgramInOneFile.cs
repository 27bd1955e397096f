using System.IO.Compression;
using System.Net;
using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.FileProviders;
using Paceline.Server;
using Paceline.Tests.Storage;

namespace Paceline.Tests.Server;

/// <summary>The assemblies of the pages in one file: how publishing writes it, and who is told of it.</summary>
public sealed partial class ProgramInOneFile
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public void Publishing_puts_every_assembly_of_the_manifest_and_nothing_else_in_it_and_does_not_repeat_itself()
    {
        using var folder = new TemporaryFolder();
        Published(folder.Path, ("B.1.wasm", "bee"), ("A.1.wasm", "first"));
        var packed = Published(folder.Path, ("B.1.wasm", "bee"), ("A.2.wasm", "second"));

        Directory.GetFiles(Path.Combine(folder.Path, "wwwroot", "program")).ShouldHaveSingleItem("what was there before is gone").ShouldBe(packed);
        using var stream = new BrotliStream(File.OpenRead(packed), CompressionMode.Decompress);
        using var text = new StreamReader(stream, Encoding.ASCII);
        var line = text.ReadLine().ShouldNotBeNull();
        line.ShouldBe("""{"A.2.wasm":[0,6],"B.1.wasm":[6,3]}""");
        text.ReadToEnd().ShouldBe("secondbee");

        var written = File.GetLastWriteTimeUtc(packed);
        ProgramFile.Write(folder.Path);
        File.GetLastWriteTimeUtc(packed).ShouldBe(written);
    }

    [Fact]
    public async Task The_page_names_it_to_a_browser_that_can_read_it_and_whoever_loads_the_page_may_keep_it_for_ever()
    {
        using var folder = new TemporaryFolder();
        var packed = Published(folder.Path, ("A.1.wasm", "first"));
        await using var server = new ServerRig();
        await server.InitializeAsync();
        var environment = server.Services.GetRequiredService<IWebHostEnvironment>();
        using var pages = new PhysicalFileProvider(Path.Combine(folder.Path, "wwwroot"));
        environment.WebRootFileProvider = new CompositeFileProvider(pages, environment.WebRootFileProvider);
        var address = $"/program/{Path.GetFileNameWithoutExtension(packed)}";

        Named(await PageAsync(server, DecompressionMethods.All)).ShouldBe([address, address], "loaded early, and told to the script");
        Named(await PageAsync(server, DecompressionMethods.GZip)).ShouldBeEmpty("a proxy may leave no more");
        Named(await PageAsync(server, DecompressionMethods.None)).ShouldBeEmpty();

        using var nobody = new HttpClient { BaseAddress = server.Address };
        using var answer = await nobody.GetAsync(address, Cancel);
        answer.StatusCode.ShouldBe(HttpStatusCode.OK);
        answer.Content.Headers.ContentEncoding.ShouldBe(["br"]);
        answer.Content.Headers.ContentType.ShouldNotBeNull().MediaType.ShouldBe("application/octet-stream");
        answer.Headers.GetValues("Cache-Control").ShouldBe(["public, max-age=31536000, immutable"]);
        answer.Headers.GetValues("X-Content-Type-Options").ShouldBe(["nosniff"]);
        (await answer.Content.ReadAsByteArrayAsync(Cancel)).ShouldBe(await File.ReadAllBytesAsync(packed, Cancel));
        using var older = await nobody.GetAsync("/program/0123456789abcdef", Cancel);
        older.StatusCode.ShouldBe(HttpStatusCode.NotFound);
    }

    [Fact]
    public async Task Without_it_the_page_names_none()
    {
        await using var server = new ServerRig();
        await server.InitializeAsync();

        var page = await PageAsync(server, DecompressionMethods.All);

        page.ShouldContain("start");
        Named(page).ShouldBeEmpty();
        page.ShouldNotContain("data-program");
    }

    /// <summary>A folder as publishing leaves it, with the runtime and a satellite beside the assemblies.</summary>
    private static string Published(string folder, params (string Name, string Content)[] assemblies)
    {
        var files = assemblies.Select(static a => ($"_framework/{a.Name}", a.Content))
            .Concat([("_framework/dotnet.native.1.wasm", "runtime"), ("_framework/de/A.resources.1.wasm", "deutsch"), ("_framework/dotnet.1.js", "script")]);
        List<object> endpoints = [];
        foreach (var (name, content) in files)
        {
            var file = Path.Combine(folder, "wwwroot", name);
            Directory.CreateDirectory(Path.GetDirectoryName(file)!); // It was put together above.
            File.WriteAllText(file, content);
            endpoints.AddRange([new { Route = name, AssetFile = name }, new { Route = name, AssetFile = name + ".br" }, new { Route = name, AssetFile = name }]);
        }

        File.WriteAllText(Path.Combine(folder, "paceline.staticwebassets.endpoints.json"), JsonSerializer.Serialize(new { Endpoints = endpoints }));
        ProgramFile.Write(folder);
        return Directory.GetFiles(Path.Combine(folder, "wwwroot", "program"), "*.br").ShouldHaveSingleItem();
    }

    private static async Task<string> PageAsync(ServerRig server, DecompressionMethods accepted)
    {
        using var client = new HttpClient(new SocketsHttpHandler { AutomaticDecompression = accepted }) { BaseAddress = server.Address };
        return await client.GetStringAsync("/agent", Cancel);
    }

    private static string[] Named(string page) => [.. Address().Matches(page).Select(static found => found.Value)];

    [GeneratedRegex("/program/[0-9a-f]+", RegexOptions.None, 10_000)]
    private static partial Regex Address();
}
