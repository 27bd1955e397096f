using System.Security.Cryptography;
using Paceline.Endpoints;

namespace Paceline.Server;

/// <summary>What is refused before any endpoint sees it: hosts we are not, cookie requests from foreign pages, bodies that are too
/// large, and zeros in a query; and the headers every answer carries.</summary>
internal sealed class Gate(RequestDelegate next, AllowedHosts hosts)
{
    /// <summary>Name under which the page's nonce is kept for the one inline script it has (the import map).</summary>
    public const string Nonce = "paceline.nonce";

    public Task InvokeAsync(HttpContext context)
    {
        var request = context.Request;
        if (!hosts.Contains(request.Host.Host))
        {
            return Problems.WriteAsync(context, 421, "unknown-host", "This server does not answer to that name.",
                $"It answers to {hosts}; the request asked for \"{request.Host.Host}\". Add the name to the setting allowedHosts.");
        }

        // SameSite does not tell the ports of one host apart, so the origin is compared for everything that a cookie could authorise.
        if (!KeyAuthentication.IsMeantBy(request) && ChangesOrListens(request) && IsForeign(request))
        {
            return Problems.WriteAsync(context, 403, "foreign-origin", "The request came from another page.",
                "Commands are accepted from this server's own pages, or with a key.");
        }

        // A reason or a name may be in the query, and is stored as those of a body are.
        if (request.QueryString.Value?.Contains("%00", StringComparison.Ordinal) is true)
        {
            return Problems.WriteAsync(context, 400, "bad-request", "The request cannot be read.", $"The query {PlainText.Refusal}");
        }

        var headers = context.Response.Headers;
        headers.XContentTypeOptions = "nosniff";
        if (IsPartOfPage(request.Path))
        {
            // A dozen of them, or some sixty: the page that loads them carries the rest for all. What never changes is never asked for again, so nothing is
            // said by which a browser could ask.
            context.Response.OnStarting(static answer =>
            {
                var part = ((HttpContext)answer).Response.Headers;
                if (part.CacheControl.ToString().Contains("immutable", StringComparison.Ordinal))
                {
                    part.Remove("ETag");
                    part.Remove("Last-Modified");
                    part.Remove("Accept-Ranges");
                }

                return Task.CompletedTask;
            }, context);
            return next(context);
        }

        var nonce = Convert.ToBase64String(RandomNumberGenerator.GetBytes(16));
        context.Items[Nonce] = nonce;
        headers.ContentSecurityPolicy =
            $"default-src 'self'; script-src 'self' 'wasm-unsafe-eval' 'nonce-{nonce}'; style-src 'self'; img-src 'self' data:; " +
            "connect-src 'self' ws: wss:; media-src 'self' blob:; object-src 'none'; base-uri 'self'; form-action 'self'; frame-ancestors 'none'";
        headers["Referrer-Policy"] = "no-referrer";
        headers["Permissions-Policy"] = "microphone=(self), camera=(), geolocation=()";
        if (request.Path.StartsWithSegments("/api", StringComparison.Ordinal))
        {
            headers.CacheControl = "no-store"; // People's numbers and names do not stay in a browser's folder.
        }

        return next(context);
    }

    /// <summary>Programs and style sheets, which are no documents.</summary>
    private static bool IsPartOfPage(PathString path) =>
        path.StartsWithSegments("/_framework", StringComparison.Ordinal) || path.StartsWithSegments("/_content", StringComparison.Ordinal)
        || path.StartsWithSegments("/css", StringComparison.Ordinal) || path.StartsWithSegments("/js", StringComparison.Ordinal)
        || path.StartsWithSegments("/program", StringComparison.Ordinal);

    private static bool ChangesOrListens(HttpRequest request) =>
        (!HttpMethods.IsGet(request.Method) && !HttpMethods.IsHead(request.Method))
        || request.Path.StartsWithSegments(Contracts.Hub.Path, StringComparison.Ordinal);

    /// <summary>Some proxies name the scheme of a WebSocket; its page came by the other one.</summary>
    private static string SchemeOfPage(string scheme) => scheme switch { "wss" => "https", "ws" => "http", _ => scheme };

    /// <summary>A page that says where it comes from must come from here; a program without an Origin has no cookie to misuse, and none is
    /// accepted from it on a POST (browsers always send one there).</summary>
    private static bool IsForeign(HttpRequest request)
    {
        var origin = request.Headers.Origin.ToString();
        return origin.Length == 0
            ? request.Headers.Cookie.Count > 0 && !HttpMethods.IsGet(request.Method)
            : !string.Equals(origin, $"{SchemeOfPage(request.Scheme)}://{request.Host}", StringComparison.OrdinalIgnoreCase);
    }
}

/// <summary>The names this server answers to.</summary>
internal sealed class AllowedHosts(IReadOnlyList<string> names)
{
    public bool Contains(string host) => names.Contains(host, StringComparer.OrdinalIgnoreCase);

    public override string ToString() => string.Join(", ", names);
}
