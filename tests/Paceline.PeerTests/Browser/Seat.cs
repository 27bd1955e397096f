using System.Globalization;
using System.Text.RegularExpressions;
using Microsoft.Playwright;
using Paceline.PeerTests.Demo;
using static Microsoft.Playwright.Assertions;

namespace Paceline.PeerTests.Browser;

/// <summary>A person's place: one browser with its own cookies, and the pages open in it.</summary>
internal sealed class Seat : IAsyncDisposable
{
    /// <summary>Long, because the program for the browser loads on a machine that does other things as well.</summary>
    private const float LimitMs = 60_000;

    private readonly CallCentre _centre;
    private readonly List<string> _errors = [];

    private Seat(CallCentre centre, IBrowserContext context, IPage page) => (_centre, Context, Page) = (centre, context, page);

    public IBrowserContext Context { get; }

    public IPage Page { get; }

    /// <summary>What scripts and the browser complained about on any page.</summary>
    public IReadOnlyList<string> Errors => _errors;

    /// <param name="profile">The folder of a browser of their own that keeps what it learned when it is closed; null: a page of the centre's.</param>
    public static async Task<Seat> OpenAsync(CallCentre centre, string locale = "en-US", string? profile = null)
    {
        SetDefaultExpectTimeout(LimitMs);
        var context = profile is not null ? await centre.Chromium.OpenProfileAsync(profile) : await centre.Browser.NewContextAsync(new()
        {
            ViewportSize = new() { Width = 1366, Height = 768 },
            Permissions = ["microphone"],
            Locale = locale,
        });
        context.SetDefaultTimeout(LimitMs);
        await context.AddInitScriptAsync(PageEar.Script);
        Seat seat = new(centre, context, context.Pages is [var first, ..] ? first : await context.NewPageAsync());
        context.WebError += (_, error) => seat._errors.Add(error.Error);
        return seat;
    }

    /// <summary>An agent at work: signed in by link and Ready.</summary>
    public static async Task<Seat> ReadyAsync(CallCentre centre, string agent, string locale = "en-US")
    {
        var seat = await OpenAsync(centre, locale);
        await seat.SignInAsync(seat.Page, await centre.LinkAsync(agent));
        await seat.Page.Locator("#primary", new() { HasTextRegex = Pattern("Be Ready|Bereit melden") }).ClickAsync();
        return seat;
    }

    public async Task SignInAsync(IPage page, string link)
    {
        await page.GotoAsync(link);
        await page.ClickAsync("#sign-in");
        await Expect(page.Locator(".topbar .person")).ToBeVisibleAsync();
    }

    /// <summary>Waits for the word that a state has in the page's title.</summary>
    public async Task StateAsync(string word, IPage? page = null)
    {
        try
        {
            await Expect(page ?? Page).ToHaveTitleAsync(Pattern($"^(⚠ )?{word} "));
        }
        catch (Exception missing) when (missing is PlaywrightException or TimeoutException)
        {
            throw new TimeoutException($"{missing.Message}\n{string.Join('\n', _errors)}\nServer:\n{_centre.LogEnd()}", missing);
        }
    }

    /// <summary>The call is on the desk; an ear on its line at the carrier.</summary>
    public async Task<LineEar> OnCallAsync()
    {
        await StateAsync("On call");
        LineEar ear = new();
        var call = _centre.Carrier.LastCall("") ?? throw new InvalidOperationException("The carrier has no call.");
        call.Leg.ShouldNotBeNull().Listen(ear);
        return ear;
    }

    /// <summary>The agent hears the customer, from now on.</summary>
    public Task HearsCustomerAsync(IPage? page = null) => HearsAsync(page ?? Page, $"ear.hears({CallCentre.CustomerHz})");

    /// <summary>The agent hears a tone of this pitch, from now on.</summary>
    public Task HearsAsync(double hz) => HearsAsync(Page, string.Create(CultureInfo.InvariantCulture, $"ear.hears({hz})"));

    public Task HearsNothingAsync() => HearsAsync(Page, "ear.silent()");

    /// <summary>At the carrier this is heard, from now on.</summary>
    public static Task LineSaysAsync(LineEar ear, LineSound sound) =>
        DemoLine.UntilAsync(() => ear.Sound == sound, $"{sound} at the carrier");

    /// <summary>The attempt on the desk, as the server has it.</summary>
    public Task<string> AttemptAsync() =>
        Page.EvaluateAsync<string>("fetch('/api/v1/agent').then(a => a.json()).then(s => s.call?.attempt ?? '')");

    /// <summary>A command of this agent's that no button of the page sends now, as one that crossed what made it impossible; the answer.</summary>
    public Task<string> CommandAsync(string route) =>
        Page.EvaluateAsync<string>($"fetch('{route}', {{ method: 'POST', headers: {{ 'Idempotency-Key': '{Guid.NewGuid():N}' }} }}).then(a => a.text())");

    public async Task HangUpAsync()
    {
        await Page.Keyboard.PressAsync("Shift+F9");
        await StateAsync("Wrap-up");
    }

    /// <summary>By keys alone: an outcome's digit, then save and next. The keys that save are deaf in the moment after a call has ended,
    /// and the pad has told nobody that it is over; the timer's first second has.</summary>
    public async Task FinishAsync(string digit, string outcome)
    {
        await Expect(Page).ToHaveTitleAsync(Pattern("^Wrap-up 0?0:0[1-9]|^Wrap-up 0?0:[1-5]|^Wrap-up 0?[1-9]:"));
        await Page.Keyboard.PressAsync(digit);
        await Expect(Page.GetByRole(AriaRole.Radio, new() { Name = outcome })).ToBeCheckedAsync();
        await Page.Keyboard.PressAsync("Control+Enter");
    }

    public async ValueTask DisposeAsync() => await Context.CloseAsync();

    /// <summary>For a look at a title or a text.</summary>
    public static Regex Pattern(string text) => new(text, RegexOptions.None, TimeSpan.FromSeconds(1));

    private static async Task HearsAsync(IPage page, string question)
    {
        // Asked again and again: the page's own rule against eval forbids Playwright's way of waiting for a condition.
        await page.EvaluateAsync("ear.forget()");
        using CancellationTokenSource limit = new(TimeSpan.FromMilliseconds(LimitMs));
        while (!await page.EvaluateAsync<bool>(question))
        {
            await Task.Delay(100, limit.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            if (limit.IsCancellationRequested)
            {
                var heard = await page.EvaluateAsync<string>("JSON.stringify(ear.heard.slice(-6))");
                throw new TimeoutException($"{question} was not true within {LimitMs / 1000} s; heard: {heard}");
            }
        }
    }
}
