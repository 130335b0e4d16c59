<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE TS>
<TS version="2.1" language="ja" sourcelanguage="en">
<context>
    <name>About</name>
    <message>
        <source>About this gate</source>
        <translation>このゲートについて</translation>
    </message>
    <message>
        <source>MaskGate {version}, under the licence {licence}</source>
        <translation>MaskGate {version}（ライセンス: {licence}）</translation>
    </message>
    <message>
        <source>Face detector</source>
        <translation>顔検出</translation>
    </message>
    <message>
        <source>Face recogniser</source>
        <translation>顔認識</translation>
    </message>
    <message>
        <source>Mask classifier</source>
        <translation>マスク判定</translation>
    </message>
    <message>
        <source>Liveness check</source>
        <translation>生体検知</translation>
    </message>
    <message>
        <source>SHA-256</source>
        <translation>SHA-256</translation>
    </message>
    <message>
        <source>Licence</source>
        <translation>ライセンス</translation>
    </message>
    <message>
        <source>Source</source>
        <translation>出典</translation>
    </message>
    <message>
        <source>Limits</source>
        <translation>制限</translation>
    </message>
</context>
<context>
    <name>Access</name>
    <message>
        <source>Access</source>
        <translation>権限</translation>
    </message>
    <message>
        <source>Groups</source>
        <translation>グループ</translation>
    </message>
    <message>
        <source>Schedules</source>
        <translation>スケジュール</translation>
    </message>
    <message>
        <source>Name of a new group</source>
        <translation>新しいグループの名前</translation>
    </message>
    <message>
        <source>Add group</source>
        <translation>グループを追加</translation>
    </message>
    <message>
        <source>New schedule</source>
        <translation>スケジュールを追加</translation>
    </message>
    <message>
        <source>Whoever is in no group may not pass. People are put into groups on their own card.</source>
        <translation>どのグループにも属さない人は通過できません。グループへの割り当ては各登録者の画面で行います。</translation>
    </message>
    <message>
        <source>There is no group: everybody enrolled may pass at any time.</source>
        <translation>グループがないため、登録者全員がいつでも通過できます。</translation>
    </message>
    <message>
        <source>Saved.</source>
        <translation>保存しました。</translation>
    </message>
    <message>
        <source>Delete</source>
        <translation>削除</translation>
    </message>
    <message>
        <source>Delete? Then everybody may pass</source>
        <translation>削除しますか? 全員が通過できるようになります</translation>
    </message>
    <message>
        <source>Really delete?</source>
        <translation>本当に削除しますか?</translation>
    </message>
    <message>
        <source>every gate</source>
        <translation>すべてのゲート</translation>
    </message>
    <message>
        <source>Take back: {right}</source>
        <translation>取り消す: {right}</translation>
    </message>
    <message>
        <source>Schedule</source>
        <translation>スケジュール</translation>
    </message>
    <message>
        <source>Gate</source>
        <translation>ゲート</translation>
    </message>
    <message>
        <source>Allow</source>
        <translation>許可</translation>
    </message>
    <message>
        <source>Change</source>
        <translation>変更</translation>
    </message>
    <message numerus="yes">
        <source>%n people</source>
        <translation>
            <numerusform>%n人</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>Accounts</name>
    <message>
        <source>Administrators</source>
        <translation>管理者</translation>
    </message>
    <message>
        <source>A new administrator</source>
        <translation>新しい管理者</translation>
    </message>
    <message>
        <source>Name</source>
        <translation>名前</translation>
    </message>
    <message>
        <source>At least {n} characters</source>
        <translation>{n}文字以上</translation>
    </message>
    <message>
        <source>Password</source>
        <translation>パスワード</translation>
    </message>
    <message>
        <source>Add</source>
        <translation>追加</translation>
    </message>
    <message>
        <source>Saved.</source>
        <translation>保存しました。</translation>
    </message>
    <message>
        <source>Enrol</source>
        <translation>登録</translation>
    </message>
    <message>
        <source>Manage</source>
        <translation>管理</translation>
    </message>
    <message>
        <source>Audit</source>
        <translation>監査</translation>
    </message>
    <message>
        <source>disabled</source>
        <translation>停止中</translation>
    </message>
    <message>
        <source>Save roles</source>
        <translation>権限を保存</translation>
    </message>
    <message>
        <source>Enable</source>
        <translation>有効にする</translation>
    </message>
    <message>
        <source>Disable</source>
        <translation>停止する</translation>
    </message>
    <message>
        <source>Remove</source>
        <translation>削除</translation>
    </message>
    <message>
        <source>Really?</source>
        <translation>本当に?</translation>
    </message>
    <message>
        <source>New password</source>
        <translation>新しいパスワード</translation>
    </message>
    <message>
        <source>Set</source>
        <translation>設定</translation>
    </message>
</context>
<context>
    <name>AdminWindow</name>
    <message>
        <source>MaskGate administration</source>
        <translation>MaskGate 管理</translation>
    </message>
    <message>
        <source>Pages</source>
        <translation>ページ</translation>
    </message>
    <message>
        <source>Something went wrong; the log says what.</source>
        <translation>問題が発生しました。詳細はログにあります。</translation>
    </message>
    <message>
        <source>Log out</source>
        <translation>ログアウト</translation>
    </message>
    <message>
        <source>You are about to be logged out: touch the screen to stay.</source>
        <translation>まもなくログアウトします。続けるには画面に触れてください。</translation>
    </message>
    <message>
        <source>You were logged out because nothing was done for a while.</source>
        <translation>しばらく操作がなかったため、ログアウトしました。</translation>
    </message>
    <message>
        <source>My password</source>
        <translation>パスワード変更</translation>
    </message>
    <message>
        <source>Your account was changed by another administrator: log in again.</source>
        <translation>別の管理者がアカウントを変更しました。もう一度ログインしてください。</translation>
    </message>
    <message>
        <source>Your session has lasted as long as it may: log in again.</source>
        <translation>セッションの上限時間に達したためログアウトしました。もう一度ログインしてください。</translation>
    </message>
</context>
<context>
    <name>Backend</name>
    <message>
        <source>Something went wrong; the log says what.</source>
        <translation>問題が発生しました。詳細はログにあります。</translation>
    </message>
</context>
<context>
    <name>Contents</name>
    <message>
        <source>About</source>
        <translation>情報</translation>
    </message>
    <message>
        <source>People</source>
        <translation>登録者</translation>
    </message>
    <message>
        <source>Events</source>
        <translation>履歴</translation>
    </message>
    <message>
        <source>Access</source>
        <translation>権限</translation>
    </message>
    <message>
        <source>Gate</source>
        <translation>ゲート</translation>
    </message>
    <message>
        <source>Health</source>
        <translation>状態</translation>
    </message>
    <message>
        <source>Administrators</source>
        <translation>管理者</translation>
    </message>
    <message>
        <source>Enrol</source>
        <translation>登録</translation>
    </message>
    <message>
        <source>Enrol many</source>
        <translation>まとめて登録</translation>
    </message>
</context>
<context>
    <name>DayField</name>
    <message>
        <source>a day earlier</source>
        <translation>1日前へ</translation>
    </message>
    <message>
        <source>a day later</source>
        <translation>1日後へ</translation>
    </message>
</context>
<context>
    <name>Demo</name>
    <message>
        <source>MaskGate demo: no part of a gate</source>
        <translation>MaskGate デモ: ゲートの一部ではありません</translation>
    </message>
    <message>
        <source>Who walks up to the camera?</source>
        <translation>カメラの前に来る人</translation>
    </message>
    <message>
        <source>{name}, masked</source>
        <translation>{name}（マスク着用）</translation>
    </message>
    <message>
        <source>Next Monday, 10:00</source>
        <translation>次の月曜日 10:00</translation>
    </message>
    <message>
        <source>Next Saturday, 10:00</source>
        <translation>次の土曜日 10:00</translation>
    </message>
    <message>
        <source>The demo&apos;s clock: {time}</source>
        <translation>デモの時計: {time}</translation>
    </message>
</context>
<context>
    <name>Enrol</name>
    <message>
        <source>Enrol a person</source>
        <translation>人物の登録</translation>
    </message>
    <message>
        <source>Details</source>
        <translation>基本情報</translation>
    </message>
    <message>
        <source>Consent</source>
        <translation>同意</translation>
    </message>
    <message>
        <source>Pictures</source>
        <translation>撮影</translation>
    </message>
    <message>
        <source>Checks</source>
        <translation>確認</translation>
    </message>
    <message>
        <source>Test</source>
        <translation>テスト</translation>
    </message>
    <message>
        <source>Done</source>
        <translation>完了</translation>
    </message>
    <message>
        <source>Step {step} of {steps}: {name}</source>
        <translation>ステップ {step} / {steps}：{name}</translation>
    </message>
    <message>
        <source>Stored.</source>
        <translation>保存しました。</translation>
    </message>
    <message>
        <source>Mask is on</source>
        <translation>マスクを着けました</translation>
    </message>
    <message>
        <source>Leave this one out</source>
        <translation>この1枚を省く</translation>
    </message>
    <message>
        <source>Try again</source>
        <translation>もう一度</translation>
    </message>
    <message>
        <source>Back</source>
        <translation>戻る</translation>
    </message>
    <message>
        <source>Use photographs</source>
        <translation>写真を使う</translation>
    </message>
    <message>
        <source>Picture of the camera</source>
        <translation>カメラの映像</translation>
    </message>
    <message>
        <source>Name a folder first.</source>
        <translation>先にフォルダーを入力してください。</translation>
    </message>
    <message numerus="yes">
        <source>{name}: %n pictures</source>
        <translation>
            <numerusform>{name}：画像 %n 枚</numerusform>
        </translation>
    </message>
    <message>
        <source>Comparing with everybody enrolled …</source>
        <translation>登録済みの全員と照合しています…</translation>
    </message>
    <message>
        <source>The pictures are one person&apos;s, and nobody enrolled looks too much like them.</source>
        <translation>画像はすべて同じ人のもので、登録者によく似た人はいません。</translation>
    </message>
    <message>
        <source>I have looked: they are two people</source>
        <translation>確認しました。別人です</translation>
    </message>
    <message>
        <source>The gate will then ask for a clearer likeness of these two, and may refuse both.</source>
        <translation>以後、この二人にはより確かな一致が必要になり、どちらも拒否されることがあります。</translation>
    </message>
    <message>
        <source>Enrol</source>
        <translation>登録</translation>
    </message>
    <message>
        <source>Take new pictures</source>
        <translation>撮り直す</translation>
    </message>
    <message>
        <source>Signature</source>
        <translation>署名</translation>
    </message>
    <message>
        <source>Or type your name</source>
        <translation>または名前を入力</translation>
    </message>
    <message>
        <source>I agree</source>
        <translation>同意する</translation>
    </message>
    <message>
        <source>Wipe</source>
        <translation>消す</translation>
    </message>
    <message>
        <source>I do not agree</source>
        <translation>同意しない</translation>
    </message>
    <message>
        <source>{name}, sign here. The signature itself is not kept.</source>
        <translation>{name}さん、ここに署名してください。署名そのものは保存されません。</translation>
    </message>
    <message>
        <source>Read the text to its end, then sign.</source>
        <translation>最後まで読んでから署名してください。</translation>
    </message>
    <message>
        <source>Name</source>
        <translation>名前</translation>
    </message>
    <message>
        <source>Badge number</source>
        <translation>カード番号</translation>
    </message>
    <message>
        <source>may stay empty</source>
        <translation>空欄でも可</translation>
    </message>
    <message>
        <source>Remove on (YYYY-MM-DD)</source>
        <translation>削除日（年-月-日）</translation>
    </message>
    <message>
        <source>Next</source>
        <translation>次へ</translation>
    </message>
    <message>
        <source>This is no day: write it as 2027-01-31.</source>
        <translation>日付ではありません。2027-01-31 のように入力してください。</translation>
    </message>
    <message>
        <source>Enrol many</source>
        <translation>まとめて登録</translation>
    </message>
    <message>
        <source>From a list</source>
        <translation>名簿から</translation>
    </message>
    <message>
        <source>List</source>
        <translation>名簿</translation>
    </message>
    <message>
        <source>Enrol everybody on the list</source>
        <translation>名簿の全員を登録</translation>
    </message>
    <message>
        <source>Stop after this person</source>
        <translation>この人で止める</translation>
    </message>
    <message>
        <source>Report</source>
        <translation>結果</translation>
    </message>
    <message>
        <source>For another model</source>
        <translation>別のモデルで再登録</translation>
    </message>
    <message>
        <source>Who is left</source>
        <translation>残っている人</translation>
    </message>
    <message>
        <source>Folder with a sub-folder of photographs for each person</source>
        <translation>一人ごとの写真フォルダーが入ったフォルダー</translation>
    </message>
    <message>
        <source>Go on although somebody has no photographs</source>
        <translation>写真のない人がいても続ける</translation>
    </message>
    <message>
        <source>Enrol everybody again</source>
        <translation>全員を再登録</translation>
    </message>
    <message>
        <source>Name a file first.</source>
        <translation>先にファイルを入力してください。</translation>
    </message>
    <message>
        <source>Report: {file}</source>
        <translation>結果：{file}</translation>
    </message>
    <message>
        <source>The report could not be written beside the list.</source>
        <translation>結果を名簿と同じ場所に書き込めませんでした。</translation>
    </message>
    <message>
        <source>enrolled</source>
        <translation>登録済み</translation>
    </message>
    <message>
        <source>Everybody enrolled is known to the model in use, {model}.</source>
        <translation>登録者は全員、使用中のモデル {model} で認識できます。</translation>
    </message>
    <message numerus="yes">
        <source>%n of {total} are not known to the model in use, {model}.</source>
        <translation>
            <numerusform>{total} 人中 %n 人は、使用中のモデル {model} では認識できません。</numerusform>
        </translation>
    </message>
    <message>
        <source>Touch a name to enrol that person again.</source>
        <translation>名前に触れると、その人を再登録できます。</translation>
    </message>
    <message>
        <source>{name} is enrolled, and known at the gate now.</source>
        <translation>{name}さんを登録しました。ゲートで認識できます。</translation>
    </message>
    <message>
        <source>Leave the test out</source>
        <translation>テストを省く</translation>
    </message>
    <message>
        <source>Test again</source>
        <translation>もう一度テスト</translation>
    </message>
    <message>
        <source>Enrol somebody else</source>
        <translation>別の人を登録</translation>
    </message>
    <message>
        <source>Test: look into the camera, {name}.</source>
        <translation>テスト：{name}さん、カメラを見てください。</translation>
    </message>
    <message>
        <source>The test was left out.</source>
        <translation>テストは省かれました。</translation>
    </message>
    <message>
        <source>The gate took {name} for {other}: take new pictures of both people.</source>
        <translation>ゲートは{name}さんを{other}さんと間違えました。二人とも撮り直してください。</translation>
    </message>
    <message>
        <source>Straight</source>
        <translation>正面</translation>
    </message>
    <message>
        <source>Left</source>
        <translation>左</translation>
    </message>
    <message>
        <source>Right</source>
        <translation>右</translation>
    </message>
    <message>
        <source>Up</source>
        <translation>上</translation>
    </message>
    <message>
        <source>With a mask</source>
        <translation>マスク着用</translation>
    </message>
    <message>
        <source>Look straight into the camera</source>
        <translation>カメラを正面から見てください</translation>
    </message>
    <message>
        <source>Turn your head slightly to your left</source>
        <translation>顔を少し左に向けてください</translation>
    </message>
    <message>
        <source>Turn your head slightly to your right</source>
        <translation>顔を少し右に向けてください</translation>
    </message>
    <message>
        <source>Raise your chin a little</source>
        <translation>あごを少し上げてください</translation>
    </message>
    <message>
        <source>Put a mask on, if you wear one at work</source>
        <translation>仕事でマスクを着ける場合は着けてください</translation>
    </message>
    <message>
        <source>The camera gives no picture; it is being tried again</source>
        <translation>カメラの映像がありません。再接続しています</translation>
    </message>
    <message>
        <source>Step before the camera</source>
        <translation>カメラの前に立ってください</translation>
    </message>
    <message>
        <source>Two people are in view: one at a time</source>
        <translation>二人写っています。一人ずつお願いします</translation>
    </message>
    <message>
        <source>Move to the middle</source>
        <translation>中央に寄ってください</translation>
    </message>
    <message>
        <source>Too far: come closer</source>
        <translation>遠すぎます。近づいてください</translation>
    </message>
    <message>
        <source>Too dark: turn to the light</source>
        <translation>暗すぎます。明るいほうを向いてください</translation>
    </message>
    <message>
        <source>Too bright, or glasses that glare: turn away from the light</source>
        <translation>明るすぎるか、眼鏡が反射しています。光から顔をそらしてください</translation>
    </message>
    <message>
        <source>Turn a little to your left</source>
        <translation>少し左を向いてください</translation>
    </message>
    <message>
        <source>Turn a little to your right</source>
        <translation>少し右を向いてください</translation>
    </message>
    <message>
        <source>Raise your chin</source>
        <translation>あごを上げてください</translation>
    </message>
    <message>
        <source>Lower your chin</source>
        <translation>あごを下げてください</translation>
    </message>
    <message>
        <source>Hold your head upright</source>
        <translation>頭をまっすぐにしてください</translation>
    </message>
    <message>
        <source>Hardly any contrast: clean the lens</source>
        <translation>映りがぼやけています。レンズを拭いてください</translation>
    </message>
    <message>
        <source>Blurred: hold still</source>
        <translation>ぶれています。動かないでください</translation>
    </message>
    <message>
        <source>Take away what covers your mouth</source>
        <translation>口を覆っているものを外してください</translation>
    </message>
    <message>
        <source>Not clear enough: look into the camera</source>
        <translation>はっきり写っていません。カメラを見てください</translation>
    </message>
    <message>
        <source>Put the mask on and press Mask is on, or leave it out</source>
        <translation>マスクを着けて「マスクを着けました」を押すか、省いてください</translation>
    </message>
    <message>
        <source>Good: hold still</source>
        <translation>そのまま動かないでください</translation>
    </message>
    <message>
        <source>All pictures are taken</source>
        <translation>すべて撮影しました</translation>
    </message>
    <message>
        <source>This entrance recognises people by their face.</source>
        <translation>この入口では、顔で本人を認識します。</translation>
    </message>
    <message>
        <source>What for: to open this door for you, and for nothing else.</source>
        <translation>目的：あなたのためにこの扉を開けること。ほかの目的には使いません。</translation>
    </message>
    <message>
        <source>If you do not agree, you get another way in, such as a badge or a PIN.</source>
        <translation>同意しない場合は、カードや暗証番号など別の方法で入れます。</translation>
    </message>
    <message>
        <source>A CSV file (UTF-8) with the columns {needed}; if wanted, also {more}.</source>
        <translation>CSV ファイル（UTF-8）。列は {needed}、必要なら {more} も。</translation>
    </message>
    <message>
        <source>Photographs are looked for beside the file; several are separated by a semicolon.</source>
        <translation>写真はファイルと同じ場所から探します。複数はセミコロンで区切ってください。</translation>
    </message>
    <message>
        <source>The gate recognises {name}.</source>
        <translation>ゲートは{name}さんを認識しました。</translation>
    </message>
    <message>
        <source>The gate did not recognise {name}: test again in the light of the entrance.</source>
        <translation>ゲートは{name}さんを認識できませんでした。入口の明るさでもう一度テストしてください。</translation>
    </message>
    <message>
        <source>Likeness {cosine}; {threshold} is needed.</source>
        <translation>類似度 {cosine}（必要値 {threshold}）。</translation>
    </message>
    <message>
        <source>This is probably {name}, who is enrolled already.</source>
        <translation>登録済みの{name}さん本人と思われます。</translation>
    </message>
    <message>
        <source>This person looks like {name}: the gate could let in the wrong one.</source>
        <translation>この人は{name}さんに似ています。ゲートが取り違え、別の人を通すおそれがあります。</translation>
    </message>
    <message>
        <source>Likeness {cosine}; the gate accepts from {threshold}.</source>
        <translation>類似度 {cosine}（ゲートは {threshold} 以上で許可）。</translation>
    </message>
    <message>
        <source>What is kept: your name, and rows of numbers (templates) made from pictures taken now.</source>
        <translation>保存するもの：お名前と、これから撮影する画像から作る数値（テンプレート）。</translation>
    </message>
    <message>
        <source>The pictures themselves are not kept.</source>
        <translation>画像そのものは保存しません。</translation>
    </message>
    <message>
        <source>The templates are encrypted and stay on this device.</source>
        <translation>テンプレートは暗号化され、この装置の外へは出ません。</translation>
    </message>
    <message>
        <source>How long: until you leave, the agreed day has come, or you withdraw your consent.</source>
        <translation>期間：退職まで、定めた日まで、または同意を撤回するまで。</translation>
    </message>
    <message>
        <source>You may withdraw it at any time, without giving a reason and without disadvantage.</source>
        <translation>同意はいつでも、理由を問わず、不利益なく撤回できます。</translation>
    </message>
    <message>
        <source>Everything is then deleted, and you get a receipt.</source>
        <translation>その場合はすべて削除し、証明書をお渡しします。</translation>
    </message>
    <message>
        <source>Or a folder of photographs</source>
        <translation>または写真のフォルダー</translation>
    </message>
    <message numerus="yes">
        <source>%n of {total} enrolled.</source>
        <translation>
            <numerusform>{total} 人中 %n 人を登録しました。</numerusform>
        </translation>
    </message>
    <message>
        <source>Groups</source>
        <translation>グループ</translation>
    </message>
</context>
<context>
    <name>EventDetail</name>
    <message>
        <source>Back to the list</source>
        <translation>一覧に戻る</translation>
    </message>
    <message>
        <source>Let in</source>
        <translation>通過</translation>
    </message>
    <message>
        <source>Refused</source>
        <translation>拒否</translation>
    </message>
    <message>
        <source>Start</source>
        <translation>起動</translation>
    </message>
    <message>
        <source>Door</source>
        <translation>ドア</translation>
    </message>
    <message>
        <source>Alarm</source>
        <translation>警報</translation>
    </message>
    <message>
        <source>Clock</source>
        <translation>時計</translation>
    </message>
    <message>
        <source>Administration</source>
        <translation>管理操作</translation>
    </message>
    <message>
        <source>Read</source>
        <translation>閲覧</translation>
    </message>
    <message>
        <source>Export</source>
        <translation>書き出し</translation>
    </message>
    <message>
        <source>Old rows removed</source>
        <translation>古い記録の削除</translation>
    </message>
    <message>
        <source>Likeness {cosine}, the threshold was {threshold}: {gap}</source>
        <translation>類似度 {cosine}、しきい値 {threshold}: {gap}</translation>
    </message>
    <message>
        <source>above it by {n}</source>
        <translation>{n} 上回りました</translation>
    </message>
    <message>
        <source>below it by {n}</source>
        <translation>{n} 下回りました</translation>
    </message>
    <message>
        <source>Nothing was compared; the threshold was {threshold}</source>
        <translation>照合は行われませんでした（しきい値 {threshold}）</translation>
    </message>
    <message>
        <source>Likeness to the next person: {value}</source>
        <translation>次に近い人との類似度: {value}</translation>
    </message>
    <message>
        <source>False match rate at that threshold: {value}, measured for {cell}</source>
        <translation>そのしきい値での他人受入率: {value}（測定区分 {cell}）</translation>
    </message>
    <message>
        <source>Quality</source>
        <translation>品質</translation>
    </message>
    <message>
        <source>Liveness</source>
        <translation>生体検知</translation>
    </message>
    <message>
        <source>Mask</source>
        <translation>マスク</translation>
    </message>
    <message>
        <source>Shown</source>
        <translation>提示</translation>
    </message>
    <message>
        <source>Done by</source>
        <translation>実行者</translation>
    </message>
    <message>
        <source>Person</source>
        <translation>人物</translation>
    </message>
    <message>
        <source>More</source>
        <translation>詳細</translation>
    </message>
    <message>
        <source>Model</source>
        <translation>モデル</translation>
    </message>
    <message>
        <source>Row {n} of the audit log</source>
        <translation>監査ログの第{n}行</translation>
    </message>
</context>
<context>
    <name>Events</name>
    <message>
        <source>Events</source>
        <translation>履歴</translation>
    </message>
    <message>
        <source>All events</source>
        <translation>すべて</translation>
    </message>
    <message>
        <source>Let in</source>
        <translation>通過</translation>
    </message>
    <message>
        <source>Refused</source>
        <translation>拒否</translation>
    </message>
    <message>
        <source>Door</source>
        <translation>ドア</translation>
    </message>
    <message>
        <source>Alarms</source>
        <translation>警報</translation>
    </message>
    <message>
        <source>Administration</source>
        <translation>管理操作</translation>
    </message>
    <message>
        <source>Which events</source>
        <translation>表示する履歴</translation>
    </message>
    <message>
        <source>Days and export</source>
        <translation>期間と書き出し</translation>
    </message>
    <message>
        <source>From</source>
        <translation>開始日</translation>
    </message>
    <message>
        <source>Until</source>
        <translation>終了日</translation>
    </message>
    <message>
        <source>Folder</source>
        <translation>フォルダー</translation>
    </message>
    <message>
        <source>Export CSV</source>
        <translation>CSVに書き出す</translation>
    </message>
    <message>
        <source>Event</source>
        <translation>内容</translation>
    </message>
    <message>
        <source>Time</source>
        <translation>時刻</translation>
    </message>
    <message>
        <source>Person</source>
        <translation>人物</translation>
    </message>
    <message>
        <source>Likeness</source>
        <translation>類似度</translation>
    </message>
    <message>
        <source>Threshold</source>
        <translation>しきい値</translation>
    </message>
    <message>
        <source>By</source>
        <translation>操作者</translation>
    </message>
    <message>
        <source>Written: {file}</source>
        <translation>書き出しました: {file}</translation>
    </message>
</context>
<context>
    <name>Gate</name>
    <message>
        <source>Gate</source>
        <translation>ゲート</translation>
    </message>
    <message>
        <source>Camera</source>
        <translation>カメラ</translation>
    </message>
    <message>
        <source>Door</source>
        <translation>ドア</translation>
    </message>
    <message>
        <source>Model and engine</source>
        <translation>モデルと実行環境</translation>
    </message>
    <message>
        <source>Stop</source>
        <translation>停止</translation>
    </message>
    <message>
        <source>Show picture</source>
        <translation>映像を表示</translation>
    </message>
    <message>
        <source>Test the door</source>
        <translation>ドアを試す</translation>
    </message>
    <message>
        <source>Really unlock it?</source>
        <translation>本当に解錠しますか?</translation>
    </message>
    <message>
        <source>Measure</source>
        <translation>測定</translation>
    </message>
    <message>
        <source>{lock}; unlocked for {n} s at a time</source>
        <translation>{lock}、1回の解錠は{n}秒</translation>
    </message>
    <message>
        <source>{model}, asked of {backend}; measure to see what really runs it</source>
        <translation>{model}（設定: {backend}）。実際の実行環境は測定で確認できます</translation>
    </message>
    <message>
        <source>{width}×{height}, {n} pictures a second</source>
        <translation>{width}×{height}、毎秒{n}枚</translation>
    </message>
    <message>
        <source>Testing…</source>
        <translation>確認中…</translation>
    </message>
    <message>
        <source>Unlocked for {n} s, and locked again.</source>
        <translation>{n}秒間解錠し、再び施錠しました。</translation>
    </message>
    <message>
        <source>Unlocked, and not seen locking again: look at the door.</source>
        <translation>解錠しましたが、再施錠を確認できません。ドアを確認してください。</translation>
    </message>
    <message>
        <source>The line did not unlock.</source>
        <translation>解錠できませんでした。</translation>
    </message>
    <message>
        <source>Measuring…</source>
        <translation>測定中…</translation>
    </message>
    <message>
        <source>{running}. Finding faces {a} ms a picture, recognising {b} ms a face.</source>
        <translation>{running}。顔検出 {a} ms/枚、顔認識 {b} ms/人。</translation>
    </message>
    <message>
        <source>Saved; a running gate takes it when it is started again.</source>
        <translation>保存しました。稼働中のゲートには再起動後に反映されます。</translation>
    </message>
    <message>
        <source>Your password, which the running gate asks for</source>
        <translation>あなたのパスワード（稼働中のゲートが求めています）</translation>
    </message>
    <message>
        <source>The running gate asks for your password.</source>
        <translation>稼働中のゲートがパスワードを求めています。</translation>
    </message>
</context>
<context>
    <name>Health</name>
    <message>
        <source>Health</source>
        <translation>状態</translation>
    </message>
    <message>
        <source>Look again</source>
        <translation>再確認</translation>
    </message>
    <message>
        <source>With the camera</source>
        <translation>カメラも確認</translation>
    </message>
    <message>
        <source>Looking…</source>
        <translation>確認中…</translation>
    </message>
    <message numerus="yes">
        <source>%n things need attention</source>
        <translation>
            <numerusform>%n件の確認が必要です</numerusform>
        </translation>
    </message>
    <message>
        <source>All is well</source>
        <translation>すべて正常です</translation>
    </message>
    <message>
        <source>not working</source>
        <translation>異常</translation>
    </message>
    <message>
        <source>needs attention</source>
        <translation>要確認</translation>
    </message>
    <message>
        <source>well</source>
        <translation>正常</translation>
    </message>
    <message>
        <source>Folder</source>
        <translation>フォルダー</translation>
    </message>
    <message>
        <source>Settings</source>
        <translation>設定</translation>
    </message>
    <message>
        <source>Disk</source>
        <translation>ディスク</translation>
    </message>
    <message>
        <source>Face detector</source>
        <translation>顔検出</translation>
    </message>
    <message>
        <source>Face recogniser</source>
        <translation>顔認識</translation>
    </message>
    <message>
        <source>Engine</source>
        <translation>実行環境</translation>
    </message>
    <message>
        <source>Threshold</source>
        <translation>しきい値</translation>
    </message>
    <message>
        <source>Keys</source>
        <translation>鍵</translation>
    </message>
    <message>
        <source>Gallery</source>
        <translation>ギャラリー</translation>
    </message>
    <message>
        <source>Access rules</source>
        <translation>権限の規則</translation>
    </message>
    <message>
        <source>Audit log</source>
        <translation>監査ログ</translation>
    </message>
    <message>
        <source>Clock</source>
        <translation>時計</translation>
    </message>
    <message>
        <source>Masks</source>
        <translation>マスク</translation>
    </message>
    <message>
        <source>OpenCV</source>
        <translation>OpenCV</translation>
    </message>
    <message>
        <source>Screen</source>
        <translation>画面</translation>
    </message>
    <message>
        <source>Liveness</source>
        <translation>生体検知</translation>
    </message>
    <message>
        <source>Door and outputs</source>
        <translation>ドアと出力</translation>
    </message>
    <message>
        <source>Camera</source>
        <translation>カメラ</translation>
    </message>
</context>
<context>
    <name>Kiosk</name>
    <message>
        <source>Starting</source>
        <translation>起動中</translation>
    </message>
    <message>
        <source>One moment, please.</source>
        <translation>少々お待ちください。</translation>
    </message>
    <message>
        <source>Step up to the camera</source>
        <translation>カメラの前へどうぞ</translation>
    </message>
    <message>
        <source>You can keep your mask on.</source>
        <translation>マスクは着けたままで結構です。</translation>
    </message>
    <message>
        <source>Look here</source>
        <translation>こちらを見てください</translation>
    </message>
    <message>
        <source>Face the camera and hold still for a moment.</source>
        <translation>カメラに顔を向け、少しの間動かないでください。</translation>
    </message>
    <message>
        <source>Welcome</source>
        <translation>ようこそ</translation>
    </message>
    <message>
        <source>Please come in.</source>
        <translation>お入りください。</translation>
    </message>
    <message>
        <source>No entry</source>
        <translation>入室できません</translation>
    </message>
    <message>
        <source>Please ask reception to let you in.</source>
        <translation>受付にお声がけください。</translation>
    </message>
    <message>
        <source>No picture</source>
        <translation>映像がありません</translation>
    </message>
    <message>
        <source>The camera will be back by itself. Until then, please ask reception.</source>
        <translation>カメラは自動的に復旧します。それまでは受付にお声がけください。</translation>
    </message>
    <message>
        <source>Out of order</source>
        <translation>ただいま使えません</translation>
    </message>
    <message>
        <source>The door stays closed. Please ask reception to let you in.</source>
        <translation>ドアは閉じたままです。受付にお声がけください。</translation>
    </message>
    <message>
        <source>Welcome, {name}</source>
        <translation>ようこそ、{name} さん</translation>
    </message>
    <message>
        <source>Not recognised</source>
        <translation>確認できませんでした</translation>
    </message>
    <message>
        <source>Look at the camera and try again, or ask reception.</source>
        <translation>カメラを見てもう一度お試しいただくか、受付にお声がけください。</translation>
    </message>
    <message>
        <source>Not sure who you are</source>
        <translation>どなたか判断できません</translation>
    </message>
    <message>
        <source>Come closer and try again, or ask reception.</source>
        <translation>もう少し近づいてお試しいただくか、受付にお声がけください。</translation>
    </message>
    <message>
        <source>Can’t see you clearly</source>
        <translation>お顔がはっきり見えません</translation>
    </message>
    <message>
        <source>Come closer, face the camera and hold still.</source>
        <translation>近づいてカメラに顔を向け、動かないでください。</translation>
    </message>
    <message>
        <source>Not sure yet</source>
        <translation>確認の途中です</translation>
    </message>
    <message>
        <source>Keep looking at the camera and hold still.</source>
        <translation>カメラを見たまま、動かないでください。</translation>
    </message>
    <message>
        <source>One at a time</source>
        <translation>お一人ずつどうぞ</translation>
    </message>
    <message>
        <source>Please step up alone; the others wait a few steps back.</source>
        <translation>一人でお進みください。ほかの方は数歩下がってお待ちください。</translation>
    </message>
    <message>
        <source>The picture is late</source>
        <translation>映像が遅れています</translation>
    </message>
    <message>
        <source>Please wait a moment and look at the camera again.</source>
        <translation>少し待ってから、もう一度カメラを見てください。</translation>
    </message>
    <message>
        <source>No face in view</source>
        <translation>顔が映っていません</translation>
    </message>
    <message>
        <source>Step in front of the camera and look at it.</source>
        <translation>カメラの前に立ち、カメラを見てください。</translation>
    </message>
    <message>
        <source>Nobody is enrolled</source>
        <translation>登録者がいません</translation>
    </message>
    <message>
        <source>This gate knows nobody yet. Please ask reception to let you in.</source>
        <translation>このゲートにはまだ誰も登録されていません。受付にお声がけください。</translation>
    </message>
    <message>
        <source>Everybody has to be enrolled again here. Please ask reception to let you in.</source>
        <translation>全員の再登録が必要です。受付にお声がけください。</translation>
    </message>
    <message>
        <source>Please show your own face</source>
        <translation>ご本人の顔を見せてください</translation>
    </message>
    <message>
        <source>Pictures and screens don’t open this door. Step back and try again.</source>
        <translation>写真や画面では開きません。一歩下がってもう一度お試しください。</translation>
    </message>
    <message>
        <source>You were just let in</source>
        <translation>先ほど入室されました</translation>
    </message>
    <message>
        <source>If the door is closed again, wait a moment and look at the camera.</source>
        <translation>ドアが閉まっていたら、少し待ってからカメラを見てください。</translation>
    </message>
    <message>
        <source>You have passed already</source>
        <translation>すでに通過されています</translation>
    </message>
    <message>
        <source>You did not check out the last time. Please ask reception.</source>
        <translation>前回の退室が記録されていません。受付にお声がけください。</translation>
    </message>
    <message>
        <source>One more, please</source>
        <translation>もうお一人どうぞ</translation>
    </message>
    <message>
        <source>This door opens for two. The second person may step up now.</source>
        <translation>このドアは二人で開きます。お二人目の方がお進みください。</translation>
    </message>
    <message>
        <source>Locked</source>
        <translation>施錠中</translation>
    </message>
    <message>
        <source>The door is locked in an emergency. Please wait, or ask reception.</source>
        <translation>緊急のため施錠されています。お待ちいただくか、受付にお声がけください。</translation>
    </message>
    <message>
        <source>Not valid yet</source>
        <translation>有効期間前</translation>
    </message>
    <message>
        <source>Your access begins on a later day. Please ask reception.</source>
        <translation>入室できるのは後日からです。受付にお声がけください。</translation>
    </message>
    <message>
        <source>Access has ended</source>
        <translation>有効期間が終了しました</translation>
    </message>
    <message>
        <source>Please ask reception to renew it.</source>
        <translation>更新は受付にお申し出ください。</translation>
    </message>
    <message>
        <source>Not at this door</source>
        <translation>このドアからは入れません</translation>
    </message>
    <message>
        <source>Please use another door, or ask reception.</source>
        <translation>別のドアをご利用いただくか、受付にお声がけください。</translation>
    </message>
    <message>
        <source>Not at this hour</source>
        <translation>今は入室できない時間です</translation>
    </message>
    <message>
        <source>Please come back in your hours, or ask reception.</source>
        <translation>決められた時間にお越しいただくか、受付にお声がけください。</translation>
    </message>
    <message>
        <source>The clock is not right</source>
        <translation>時計が正しくありません</translation>
    </message>
    <message>
        <source>This gate can’t tell the time now. Please ask reception to let you in.</source>
        <translation>現在時刻を確認できません。受付にお声がけください。</translation>
    </message>
    <message>
        <source>Please put on a mask</source>
        <translation>マスクを着けてください</translation>
    </message>
    <message>
        <source>Cover mouth and nose, then look at the camera again.</source>
        <translation>口と鼻を覆ってから、もう一度カメラを見てください。</translation>
    </message>
    <message>
        <source>One thing more</source>
        <translation>もう一つ確認します</translation>
    </message>
    <message>
        <source>Show your badge or type your PIN, and look at the camera.</source>
        <translation>社員証をかざすか暗証番号を入力し、カメラを見てください。</translation>
    </message>
    <message>
        <source>Badge or PIN not accepted</source>
        <translation>社員証か暗証番号が違います</translation>
    </message>
    <message>
        <source>Please try again, or ask reception.</source>
        <translation>もう一度お試しいただくか、受付にお声がけください。</translation>
    </message>
    <message>
        <source>That is not your badge</source>
        <translation>ご本人の社員証ではありません</translation>
    </message>
    <message>
        <source>Use your own badge or PIN, or ask reception.</source>
        <translation>ご自身の社員証か暗証番号をお使いいただくか、受付にお声がけください。</translation>
    </message>
    <message>
        <source>Too many tries</source>
        <translation>試行回数が多すぎます</translation>
    </message>
    <message>
        <source>Please wait a moment, or ask reception.</source>
        <translation>少しお待ちいただくか、受付にお声がけください。</translation>
    </message>
    <message>
        <source>Entries can’t be recorded now, so nobody is let in. Please ask reception.</source>
        <translation>入室を記録できないため、どなたも入れません。受付にお声がけください。</translation>
    </message>
    <message>
        <source>Come closer</source>
        <translation>もう少し近づいてください</translation>
    </message>
    <message>
        <source>One or two steps towards the screen.</source>
        <translation>画面に向かって一、二歩お進みください。</translation>
    </message>
    <message>
        <source>Step back</source>
        <translation>少し下がってください</translation>
    </message>
    <message>
        <source>One step away from the screen.</source>
        <translation>画面から一歩離れてください。</translation>
    </message>
    <message>
        <source>To the middle</source>
        <translation>中央へどうぞ</translation>
    </message>
    <message>
        <source>Stand so that your face is in the middle of the picture.</source>
        <translation>顔が映像の中央に来るように立ってください。</translation>
    </message>
    <message>
        <source>Hold still</source>
        <translation>動かないでください</translation>
    </message>
    <message>
        <source>Stand still for a moment and look at the camera.</source>
        <translation>少しの間止まって、カメラを見てください。</translation>
    </message>
    <message>
        <source>Too dark</source>
        <translation>暗すぎます</translation>
    </message>
    <message>
        <source>Turn towards the light, or use badge or PIN.</source>
        <translation>明るい方を向くか、社員証か暗証番号をお使いください。</translation>
    </message>
    <message>
        <source>Checking</source>
        <translation>確認中</translation>
    </message>
    <message>
        <source>Keep looking at the camera.</source>
        <translation>そのままカメラを見ていてください。</translation>
    </message>
    <message>
        <source>Turn left</source>
        <translation>左を向いてください</translation>
    </message>
    <message>
        <source>Turn your head slowly to your left.</source>
        <translation>ゆっくりと左に顔を向けてください。</translation>
    </message>
    <message>
        <source>Turn right</source>
        <translation>右を向いてください</translation>
    </message>
    <message>
        <source>Turn your head slowly to your right.</source>
        <translation>ゆっくりと右に顔を向けてください。</translation>
    </message>
    <message>
        <source>Look up</source>
        <translation>上を向いてください</translation>
    </message>
    <message>
        <source>Raise your chin slowly.</source>
        <translation>ゆっくりとあごを上げてください。</translation>
    </message>
    <message>
        <source>Look down</source>
        <translation>下を向いてください</translation>
    </message>
    <message>
        <source>Lower your chin slowly.</source>
        <translation>ゆっくりとあごを下げてください。</translation>
    </message>
    <message>
        <source>Please close the door</source>
        <translation>ドアを閉めてください</translation>
    </message>
    <message>
        <source>It has been open for too long.</source>
        <translation>長い間開いたままになっています。</translation>
    </message>
    <message>
        <source>Badge or PIN only</source>
        <translation>社員証か暗証番号のみ</translation>
    </message>
    <message>
        <source>Faces can’t be recognised now. Use your badge or PIN, or ask reception.</source>
        <translation>今は顔を確認できません。社員証か暗証番号をお使いいただくか、受付にお声がけください。</translation>
    </message>
    <message>
        <source>Please try once more</source>
        <translation>もう一度お試しください</translation>
    </message>
    <message>
        <source>Wait for each movement that the screen asks for, then make it.</source>
        <translation>画面の指示を待ってから、その動きをしてください。</translation>
    </message>
    <message>
        <source>One person, please</source>
        <translation>お一人でお願いします</translation>
    </message>
    <message>
        <source>Another face came into the picture. Step up alone and try again.</source>
        <translation>別の人の顔が映りました。お一人で前に立って、もう一度お試しください。</translation>
    </message>
    <message>
        <source>The picture repeats</source>
        <translation>同じ映像が繰り返されています</translation>
    </message>
    <message>
        <source>This gate’s camera needs a look. Please ask reception to let you in.</source>
        <translation>カメラの点検が必要です。受付にお申し付けください。</translation>
    </message>
    <message>
        <source>The picture is not steady</source>
        <translation>映像が安定していません</translation>
    </message>
    <message>
        <source>Please try again, or ask reception to let you in.</source>
        <translation>もう一度お試しいただくか、受付にお申し付けください。</translation>
    </message>
    <message>
        <source>The check for live faces is not installed. Please ask reception to let you in.</source>
        <translation>本人確認の機能が入っていません。受付にお申し付けください。</translation>
    </message>
    <message>
        <source>Please come closer.</source>
        <translation>もう少し近づいてください。</translation>
    </message>
    <message>
        <source>Step to the middle of the picture.</source>
        <translation>画面の中央に立ってください。</translation>
    </message>
    <message>
        <source>Turn your face to the camera.</source>
        <translation>顔をカメラに向けてください。</translation>
    </message>
    <message>
        <source>Hold your head upright.</source>
        <translation>頭をまっすぐにしてください。</translation>
    </message>
    <message>
        <source>Your face is too dark: turn it to the light.</source>
        <translation>顔が暗すぎます。明るい方を向いてください。</translation>
    </message>
    <message>
        <source>Your face is too bright: step out of the light.</source>
        <translation>顔が明るすぎます。光から離れてください。</translation>
    </message>
    <message>
        <source>The camera sees you as in a fog. Come closer and hold still.</source>
        <translation>映像がかすんでいます。近づいて、動かないでください。</translation>
    </message>
    <message>
        <source>Please hold still for a moment.</source>
        <translation>少しの間、動かないでください。</translation>
    </message>
    <message>
        <source>Take your hand or scarf away from your face; a mask may stay.</source>
        <translation>手やマフラーを顔から離してください。マスクはそのままでかまいません。</translation>
    </message>
    <message>
        <source>Reception: {how}</source>
        <translation>受付：{how}</translation>
    </message>
    <message>
        <source>Step {step} of {steps}</source>
        <translation>{step}／{steps}</translation>
    </message>
    <message>
        <source>Tilt your head left</source>
        <translation>頭を左に傾けてください</translation>
    </message>
    <message>
        <source>Your left ear towards your left shoulder; keep facing the screen.</source>
        <translation>画面を見たまま、左の耳を左の肩に近づけてください。</translation>
    </message>
    <message>
        <source>Tilt your head right</source>
        <translation>頭を右に傾けてください</translation>
    </message>
    <message>
        <source>Your right ear towards your right shoulder; keep facing the screen.</source>
        <translation>画面を見たまま、右の耳を右の肩に近づけてください。</translation>
    </message>
</context>
<context>
    <name>KioskWindow</name>
    <message>
        <source>Badge or PIN</source>
        <translation>暗証番号</translation>
    </message>
    <message>
        <source>Privacy</source>
        <translation>プライバシー</translation>
    </message>
</context>
<context>
    <name>LogIn</name>
    <message>
        <source>The first administrator</source>
        <translation>最初の管理者</translation>
    </message>
    <message>
        <source>Choose another password</source>
        <translation>パスワードの変更</translation>
    </message>
    <message>
        <source>Log in</source>
        <translation>ログイン</translation>
    </message>
    <message>
        <source>Name</source>
        <translation>名前</translation>
    </message>
    <message>
        <source>Present password</source>
        <translation>現在のパスワード</translation>
    </message>
    <message>
        <source>Password</source>
        <translation>パスワード</translation>
    </message>
    <message>
        <source>At least {n} characters</source>
        <translation>{n}文字以上</translation>
    </message>
    <message>
        <source>New password</source>
        <translation>新しいパスワード</translation>
    </message>
    <message>
        <source>The same password again</source>
        <translation>パスワード（確認）</translation>
    </message>
    <message>
        <source>Begin</source>
        <translation>始める</translation>
    </message>
    <message>
        <source>Save</source>
        <translation>保存</translation>
    </message>
    <message>
        <source>Cancel</source>
        <translation>キャンセル</translation>
    </message>
    <message>
        <source>Nobody looks after this gate yet. Whoever goes on here does, with all rights.</source>
        <translation>このゲートにはまだ管理者がいません。ここで登録した人が、すべての権限を持つ管理者になります。</translation>
    </message>
    <message>
        <source>Give a name.</source>
        <translation>名前を入力してください。</translation>
    </message>
    <message>
        <source>The two passwords differ.</source>
        <translation>パスワードが一致しません。</translation>
    </message>
    <message>
        <source>A password has at least {n} characters.</source>
        <translation>パスワードは{n}文字以上にしてください。</translation>
    </message>
    <message>
        <source>The name or the password is wrong.</source>
        <translation>名前またはパスワードが違います。</translation>
    </message>
    <message>
        <source>This password was made by the device; choose one of your own.</source>
        <translation>このパスワードは装置が作成したものです。ご自身のパスワードに変更してください。</translation>
    </message>
    <message>
        <source>This account is closed; another administrator can open it.</source>
        <translation>このアカウントは停止中です。別の管理者が解除できます。</translation>
    </message>
    <message>
        <source>Too many tries: wait {time}.</source>
        <translation>試行回数が多すぎます。{time} お待ちください。</translation>
    </message>
</context>
<context>
    <name>Operating</name>
    <message>
        <source>Operating point</source>
        <translation>動作点</translation>
    </message>
    <message>
        <source>{people} people, {n} comparisons at each attempt; {s} strangers a day are assumed.</source>
        <translation>登録者{people}人、1回の照合は{n}件、部外者は1日{s}回と想定。</translation>
    </message>
    <message>
        <source>The settings ask for a share of strangers let in of {rate}: {days}</source>
        <translation>設定された部外者の誤通過率 {rate}: {days}に1回</translation>
    </message>
    <message>
        <source>{cell}: threshold {t}, FMR {fmr} on {n} comparisons</source>
        <translation>{cell}: しきい値 {t}、FMR {fmr}（{n}件の照合で測定）</translation>
    </message>
    <message>
        <source>Threshold</source>
        <translation>しきい値</translation>
    </message>
    <message>
        <source>FMR</source>
        <translation>FMR</translation>
    </message>
    <message>
        <source>One false open in</source>
        <translation>誤解錠 1回あたり</translation>
    </message>
    <message>
        <source>in use</source>
        <translation>使用中</translation>
    </message>
    <message>
        <source>Choose</source>
        <translation>選ぶ</translation>
    </message>
    <message>
        <source>Really?</source>
        <translation>本当に?</translation>
    </message>
    <message>
        <source>never: nobody is enrolled</source>
        <translation>なし（登録者がいません）</translation>
    </message>
    <message>
        <source>{n} hours</source>
        <translation>{n}時間</translation>
    </message>
    <message>
        <source>{n} days</source>
        <translation>{n}日</translation>
    </message>
</context>
<context>
    <name>People</name>
    <message>
        <source>People</source>
        <translation>登録者</translation>
    </message>
    <message>
        <source>Name</source>
        <translation>名前</translation>
    </message>
    <message>
        <source>State</source>
        <translation>状態</translation>
    </message>
    <message>
        <source>Groups</source>
        <translation>グループ</translation>
    </message>
    <message>
        <source>Last seen</source>
        <translation>最終通過</translation>
    </message>
    <message>
        <source>Valid from</source>
        <translation>有効開始日</translation>
    </message>
    <message>
        <source>Valid until</source>
        <translation>有効期限</translation>
    </message>
    <message>
        <source>Templates</source>
        <translation>テンプレート</translation>
    </message>
    <message>
        <source>Quality</source>
        <translation>品質</translation>
    </message>
</context>
<context>
    <name>Person</name>
    <message>
        <source>Valid from</source>
        <translation>有効開始日</translation>
    </message>
    <message>
        <source>Valid until, that day included</source>
        <translation>有効期限（当日を含む）</translation>
    </message>
    <message>
        <source>Groups</source>
        <translation>グループ</translation>
    </message>
    <message>
        <source>Back</source>
        <translation>戻る</translation>
    </message>
    <message>
        <source>Save</source>
        <translation>保存</translation>
    </message>
    <message>
        <source>Lift suspension</source>
        <translation>停止を解除</translation>
    </message>
    <message>
        <source>Suspend</source>
        <translation>停止する</translation>
    </message>
    <message>
        <source>Delete…</source>
        <translation>削除…</translation>
    </message>
    <message>
        <source>Show theirs</source>
        <translation>相手の内容を表示</translation>
    </message>
    <message>
        <source>Saved.</source>
        <translation>保存しました。</translation>
    </message>
    <message>
        <source>enrolled {day}</source>
        <translation>登録 {day}</translation>
    </message>
    <message>
        <source>last seen {day}</source>
        <translation>最終通過 {day}</translation>
    </message>
    <message>
        <source>never let in yet</source>
        <translation>まだ通過していません</translation>
    </message>
    <message>
        <source>removed on {day}</source>
        <translation>{day} に削除予定</translation>
    </message>
    <message>
        <source>suspended</source>
        <translation>停止中</translation>
    </message>
    <message>
        <source>in no group</source>
        <translation>グループなし</translation>
    </message>
    <message>
        <source>from {day}</source>
        <translation>{day} から</translation>
    </message>
    <message>
        <source>until {day}</source>
        <translation>{day} まで</translation>
    </message>
    <message>
        <source>with a mask</source>
        <translation>マスクあり</translation>
    </message>
    <message>
        <source>without a mask</source>
        <translation>マスクなし</translation>
    </message>
    <message numerus="yes">
        <source>%n templates</source>
        <translation>
            <numerusform>テンプレート %n件</numerusform>
        </translation>
    </message>
    <message>
        <source>mask unknown</source>
        <translation>マスク不明</translation>
    </message>
    <message>
        <source>quality {quality}, {mask}, from {source}, {time}</source>
        <translation>品質 {quality}、{mask}、{source} から、{time}</translation>
    </message>
    <message>
        <source>set aside: {why}</source>
        <translation>除外中: {why}</translation>
    </message>
    <message numerus="yes">
        <source>%n consents</source>
        <translation>
            <numerusform>同意 %n件</numerusform>
        </translation>
    </message>
    <message>
        <source>{text}, for {purpose}, recorded by {operator}, {time}</source>
        <translation>{text}、目的: {purpose}、記録者: {operator}、{time}</translation>
    </message>
    <message>
        <source>Somebody else has changed this person meanwhile: {now}.</source>
        <translation>別の管理者がこの人の内容を変更しました: {now}。</translation>
    </message>
    <message>
        <source>Nothing of yours is saved yet; save again to replace theirs.</source>
        <translation>あなたの変更はまだ保存されていません。もう一度保存すると相手の内容を置き換えます。</translation>
    </message>
</context>
<context>
    <name>PinPad</name>
    <message>
        <source>Delete the last digit</source>
        <translation>最後の数字を消す</translation>
    </message>
    <message>
        <source>OK</source>
        <translation>決定</translation>
    </message>
    <message numerus="yes">
        <source>%n digits typed</source>
        <translation>
            <numerusform>%n 桁入力済み</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>PinSheet</name>
    <message>
        <source>Badge number and PIN</source>
        <translation>社員番号と暗証番号</translation>
    </message>
    <message>
        <source>Cancel</source>
        <translation>中止</translation>
    </message>
    <message>
        <source>Type your number, then OK.</source>
        <translation>番号を入力し、「決定」を押してください。</translation>
    </message>
    <message>
        <source>Type your PIN, then OK.</source>
        <translation>暗証番号を入力し、「決定」を押してください。</translation>
    </message>
</context>
<context>
    <name>PrivacySheet</name>
    <message>
        <source>Privacy</source>
        <translation>プライバシー</translation>
    </message>
    <message>
        <source>Close</source>
        <translation>閉じる</translation>
    </message>
    <message>
        <source>Privacy notice</source>
        <translation>プライバシーのお知らせ</translation>
    </message>
    <message>
        <source>This camera compares faces with those of people who have agreed to be enrolled here.</source>
        <translation>このカメラは、登録に同意した方の顔と照合します。</translation>
    </message>
    <message>
        <source>No picture is kept, and none leaves this device.</source>
        <translation>映像は保存されず、この装置の外に出ることもありません。</translation>
    </message>
    <message>
        <source>Of enrolled people a sealed template is kept, not a photograph, until it is deleted.</source>
        <translation>登録者については、写真ではなく暗号化された特徴データを、削除されるまで保管します。</translation>
    </message>
    <message>
        <source>Each decision is recorded: when, who, and whether the door opened.</source>
        <translation>判定ごとに、日時・人物・ドアが開いたかどうかを記録します。</translation>
    </message>
    <message>
        <source>You need not use your face: ask for a badge or PIN instead.</source>
        <translation>顔を使わない方法もあります。社員証か暗証番号をお申し出ください。</translation>
    </message>
</context>
<context>
    <name>Reasons</name>
    <message>
        <source>Recognised among all who are enrolled.</source>
        <translation>登録者の中から認識しました。</translation>
    </message>
    <message>
        <source>The face is that of the badge’s or PIN’s owner.</source>
        <translation>顔がバッジまたはPINの持ち主と一致しました。</translation>
    </message>
    <message>
        <source>Let in by badge or PIN, where that is enough.</source>
        <translation>バッジまたはPINだけで通過できる設定で通過しました。</translation>
    </message>
    <message>
        <source>The likeness to the nearest person stays below the threshold.</source>
        <translation>最も近い人との類似度がしきい値に届きませんでした。</translation>
    </message>
    <message>
        <source>Two people are too close together to tell which one it is.</source>
        <translation>2人の類似度が近すぎて、どちらか判断できませんでした。</translation>
    </message>
    <message>
        <source>No look at the face was good enough to compare.</source>
        <translation>照合に十分な品質の顔画像がありませんでした。</translation>
    </message>
    <message>
        <source>Too few looks at the face, or they disagreed.</source>
        <translation>顔画像が足りないか、結果が一致しませんでした。</translation>
    </message>
    <message>
        <source>More than one face stood before the door.</source>
        <translation>ドアの前に複数の顔がありました。</translation>
    </message>
    <message>
        <source>The newest picture was too old to decide on.</source>
        <translation>最新の画像が古すぎて判断できませんでした。</translation>
    </message>
    <message>
        <source>There was no face to decide on.</source>
        <translation>判断する顔がありませんでした。</translation>
    </message>
    <message>
        <source>Nobody is enrolled.</source>
        <translation>登録者がいません。</translation>
    </message>
    <message>
        <source>The enrolled templates belong to another model: enrol again.</source>
        <translation>登録データが別のモデルのものです。再登録してください。</translation>
    </message>
    <message>
        <source>The liveness check took it for a picture or a screen.</source>
        <translation>生体検知で写真または画面と判断されました。</translation>
    </message>
    <message>
        <source>The same person had been let in a moment before.</source>
        <translation>同じ人が直前に通過していました。</translation>
    </message>
    <message>
        <source>The person was inside already and had not come out.</source>
        <translation>すでに入室済みで、退室の記録がありませんでした。</translation>
    </message>
    <message>
        <source>The door opens for two, and one had been recognised so far.</source>
        <translation>2人で開く設定で、1人しか認識されていませんでした。</translation>
    </message>
    <message>
        <source>The door was locked in an emergency.</source>
        <translation>緊急施錠中でした。</translation>
    </message>
    <message>
        <source>There was no picture from the camera.</source>
        <translation>カメラの映像がありませんでした。</translation>
    </message>
    <message>
        <source>The gate had a fault; the door stays shut then.</source>
        <translation>ゲートに障害があり、ドアは閉じたままでした。</translation>
    </message>
    <message>
        <source>The person is suspended.</source>
        <translation>この人は停止中です。</translation>
    </message>
    <message>
        <source>The person’s validity begins later.</source>
        <translation>有効期間がまだ始まっていません。</translation>
    </message>
    <message>
        <source>The person’s validity has ended.</source>
        <translation>有効期限が切れています。</translation>
    </message>
    <message>
        <source>None of the person’s groups may pass at this gate.</source>
        <translation>この人のグループにはこのゲートの権限がありません。</translation>
    </message>
    <message>
        <source>It was outside the hours of the person’s groups, or a holiday.</source>
        <translation>グループの許可時間外、または休日でした。</translation>
    </message>
    <message>
        <source>The rule depends on the time, and the clock was in doubt.</source>
        <translation>時刻に関わる規則ですが、時計が信頼できませんでした。</translation>
    </message>
    <message>
        <source>A mask must be worn here, and none was certain.</source>
        <translation>マスク着用が必要ですが、確認できませんでした。</translation>
    </message>
    <message>
        <source>Something more was asked for: a badge, a PIN or the face.</source>
        <translation>バッジ、PIN、顔のいずれかがさらに必要でした。</translation>
    </message>
    <message>
        <source>Nobody’s badge, or a wrong PIN.</source>
        <translation>未登録のバッジ、または誤ったPINでした。</translation>
    </message>
    <message>
        <source>The face was one person’s, the badge or PIN another’s.</source>
        <translation>顔とバッジまたはPINの持ち主が異なりました。</translation>
    </message>
    <message>
        <source>Too many failures in a row: this badge or PIN had to wait.</source>
        <translation>失敗が続いたため、このバッジまたはPINは待機中でした。</translation>
    </message>
    <message>
        <source>The decision could not be recorded, so it was no grant.</source>
        <translation>判定を記録できなかったため、通過は認められませんでした。</translation>
    </message>
    <message>
        <source>What the screen asked for was not done, or not in time.</source>
        <translation>画面の指示どおりに動かなかったか、間に合いませんでした。</translation>
    </message>
    <message>
        <source>Another face took the place of the first one.</source>
        <translation>途中で別の顔に入れ替わりました。</translation>
    </message>
    <message>
        <source>The same pictures came again, as from a recording.</source>
        <translation>録画のように、同じ映像が繰り返されました。</translation>
    </message>
    <message>
        <source>The pictures were not like this gate&apos;s camera&apos;s.</source>
        <translation>このゲートのカメラの映像とは異なっていました。</translation>
    </message>
    <message>
        <source>The liveness check that the settings ask for is missing.</source>
        <translation>設定されている生体検知が入っていません。</translation>
    </message>
</context>
<context>
    <name>Removal</name>
    <message>
        <source>Keep</source>
        <translation>残す</translation>
    </message>
    <message>
        <source>Delete for good</source>
        <translation>完全に削除</translation>
    </message>
    <message>
        <source>Type {digits} to confirm</source>
        <translation>確認のため {digits} と入力</translation>
    </message>
    <message>
        <source>Receipt</source>
        <translation>削除証明</translation>
    </message>
    <message>
        <source>Back to the list</source>
        <translation>一覧に戻る</translation>
    </message>
    <message>
        <source>{name} is deleted.</source>
        <translation>{name} を削除しました。</translation>
    </message>
    <message>
        <source>By {who}, {time}</source>
        <translation>実行者 {who}、{time}</translation>
    </message>
    <message>
        <source>Person {id}, gallery revision {revision}</source>
        <translation>ID {id}、ギャラリー改訂 {revision}</translation>
    </message>
    <message>
        <source>Searched, and nothing found: {files}</source>
        <translation>検索し、残っていないことを確認: {files}</translation>
    </message>
    <message>
        <source>A running gate forgets within a second. Backups still hold the person.</source>
        <translation>稼働中のゲートからは1秒以内に消えます。バックアップにはまだ残っています。</translation>
    </message>
    <message>
        <source>{name} is deleted with all that is held about them, for good.</source>
        <translation>{name} に関するすべての情報を完全に削除します。元に戻せません。</translation>
    </message>
    <message numerus="yes">
        <source>The key is destroyed; %n templates are deleted.</source>
        <translation>
            <numerusform>鍵を破棄し、テンプレート%n件を削除しました。</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n consents are deleted.</source>
        <translation>
            <numerusform>同意%n件を削除しました。</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>Rooms</name>
    <message>
        <source>you are logged out: log in again</source>
        <translation>ログアウトされています。もう一度ログインしてください</translation>
    </message>
    <message>
        <source>the account was changed meanwhile: log in again</source>
        <translation>アカウントが変更されました。もう一度ログインしてください</translation>
    </message>
    <message>
        <source>choose a password of your own first</source>
        <translation>先にご自分のパスワードを設定してください</translation>
    </message>
    <message>
        <source>the account {account} lacks the role {role}</source>
        <translation>アカウント {account} には権限「{role}」がありません</translation>
    </message>
    <message>
        <source>the name or the password is wrong</source>
        <translation>名前またはパスワードが違います</translation>
    </message>
    <message>
        <source>the new password is the old one</source>
        <translation>新しいパスワードが今までと同じです</translation>
    </message>
    <message>
        <source>a password has {n} to 256 characters</source>
        <translation>パスワードは {n}〜256 文字です</translation>
    </message>
    <message>
        <source>there are administrators already: log in</source>
        <translation>管理者はすでに登録されています。ログインしてください</translation>
    </message>
    <message>
        <source>an administrator without a role can do nothing: give one</source>
        <translation>権限のない管理者は何もできません。権限を選んでください</translation>
    </message>
    <message>
        <source>somebody must be left with the role manage</source>
        <translation>権限「manage」を持つ管理者が 1 人は必要です</translation>
    </message>
    <message>
        <source>somebody else has changed the account {account} meanwhile: look at it again</source>
        <translation>アカウント {account} は別の管理者が変更しました。もう一度ご確認ください</translation>
    </message>
    <message>
        <source>this person is no longer enrolled: somebody else has removed them</source>
        <translation>この人の登録は別の管理者が削除しました</translation>
    </message>
    <message>
        <source>the validity ends before it begins</source>
        <translation>有効期間の終わりが始まりより前です</translation>
    </message>
    <message>
        <source>a schedule without hours lets nobody in: add some</source>
        <translation>時間帯のないスケジュールでは誰も入れません。時間帯を追加してください</translation>
    </message>
    <message>
        <source>{word} is no day: write it like 2026-12-24</source>
        <translation>{word} は日付ではありません。2026-12-24 のように入力してください</translation>
    </message>
    <message>
        <source>somebody else has changed the rules meanwhile: look at them again; nothing was changed now</source>
        <translation>別の管理者が規則を変更しました。もう一度ご確認ください。今回は何も変更していません</translation>
    </message>
    <message>
        <source>this group is gone: somebody else has removed it</source>
        <translation>このグループは別の管理者が削除しました</translation>
    </message>
    <message>
        <source>this schedule is gone: somebody else has removed it</source>
        <translation>このスケジュールは別の管理者が削除しました</translation>
    </message>
    <message>
        <source>the name is empty: give the person a name</source>
        <translation>名前が空です。名前を入力してください</translation>
    </message>
    <message>
        <source>the name has {n} characters: {most} are the most</source>
        <translation>名前が {n} 文字あります。最大は {most} 文字です</translation>
    </message>
    <message>
        <source>the name contains {fault} ({code}): leave it out</source>
        <translation>名前に使えない文字があります（{code}、{fault}）。取り除いてください</translation>
    </message>
    <message>
        <source>somebody of this name is enrolled already</source>
        <translation>同じ名前の人がすでに登録されています</translation>
    </message>
    <message>
        <source>{day} is over: choose a day to come</source>
        <translation>{day} は過ぎています。これからの日付を選んでください</translation>
    </message>
    <message>
        <source>this badge is {name}&apos;s: choose another one</source>
        <translation>このカードは {name} さんのものです。別のカードを選んでください</translation>
    </message>
    <message>
        <source>a badge number has 1 to 64 letters, digits, colons, dots or hyphens</source>
        <translation>カード番号は英数字、コロン、ピリオド、ハイフンで 1〜64 文字です</translation>
    </message>
    <message>
        <source>a group that was chosen is there no more: go back and choose again</source>
        <translation>選んだグループはなくなりました。戻って選び直してください</translation>
    </message>
    <message>
        <source>{file} shows {found}, but enrolment needs exactly one: choose another picture</source>
        <translation>{file} の顔は {found} です。登録には顔がちょうど 1 つの写真が必要です。別の写真を選んでください</translation>
    </message>
    <message>
        <source>the folder {folder} can&apos;t be read: {error}</source>
        <translation>フォルダー {folder} を読めません：{error}</translation>
    </message>
    <message>
        <source>there is no photograph in {folder}: {kinds} are looked for</source>
        <translation>{folder} に写真がありません（{kinds} を探しました）</translation>
    </message>
    <message>
        <source>no photographs for: {names}; add them, or go on without these people</source>
        <translation>写真のない人：{names}。写真を追加するか、この人たちを除いて続けてください</translation>
    </message>
    <message>
        <source>the list {file} can&apos;t be read: {error}</source>
        <translation>一覧 {file} を読めません：{error}</translation>
    </message>
    <message>
        <source>the list {file} is no CSV in UTF-8: {error}</source>
        <translation>一覧 {file} は UTF-8 の CSV ではありません：{error}</translation>
    </message>
    <message>
        <source>the list {file} lacks the column {column}: it needs {columns}</source>
        <translation>一覧 {file} に列 {column} がありません。必要な列：{columns}</translation>
    </message>
    <message>
        <source>this line names no photograph</source>
        <translation>この行に写真がありません</translation>
    </message>
    <message>
        <source>this line names no consent: nobody is enrolled without</source>
        <translation>この行に同意がありません。同意なしには登録できません</translation>
    </message>
    <message>
        <source>{day} is no day: write it as 2027-01-31</source>
        <translation>{day} は日付ではありません。2027-01-31 のように入力してください</translation>
    </message>
    <message>
        <source>{camera} is over before all pictures were taken</source>
        <translation>すべて撮り終える前に {camera} が終わりました</translation>
    </message>
    <message>
        <source>{camera} gives no picture</source>
        <translation>{camera} から映像が来ません</translation>
    </message>
    <message>
        <source>{camera} has not answered for {n} s</source>
        <translation>{camera} が {n} 秒間応答していません</translation>
    </message>
    <message>
        <source>{camera} gives black pictures</source>
        <translation>{camera} の映像が真っ暗です</translation>
    </message>
    <message>
        <source>{camera} repeats one picture</source>
        <translation>{camera} の映像が止まっています</translation>
    </message>
    <message>
        <source>no gate runs in {folder}: start it with `gate run`</source>
        <translation>{folder} ではゲートが動いていません。`gate run` で起動してください</translation>
    </message>
    <message>
        <source>the gate refuses: {reason}</source>
        <translation>ゲートが拒否しました：{reason}</translation>
    </message>
    <message>
        <source>the running gate does not answer</source>
        <translation>稼働中のゲートが応答しません</translation>
    </message>
    <message>
        <source>{file} can&apos;t be written: the disk is full</source>
        <translation>{file} に書き込めません。ディスクがいっぱいです</translation>
    </message>
    <message>
        <source>{file} can&apos;t be read or written: the disk is full or failing</source>
        <translation>{file} を読み書きできません。ディスクがいっぱいか、故障しています</translation>
    </message>
    <message>
        <source>{file} can&apos;t be written: look at the permissions of the file and its folder</source>
        <translation>{file} に書き込めません。ファイルとフォルダーの権限を確認してください</translation>
    </message>
    <message>
        <source>{file} is in use by another process: try again</source>
        <translation>{file} は使用中です。もう一度お試しください</translation>
    </message>
    <message>
        <source>{file} is damaged: restore a backup</source>
        <translation>{file} が壊れています。バックアップから復元してください</translation>
    </message>
    <message>
        <source>the settings {file} can&apos;t be written: {error}</source>
        <translation>設定 {file} に書き込めません：{error}</translation>
    </message>
    <message>
        <source>the face in {file} does not look like the same person as the others (cosine {cosine}, at least {threshold} is needed): leave it out or take it again</source>
        <translation>{file} の顔はほかの写真と同じ人に見えません（コサイン {cosine}、{threshold} 以上が必要）。外すか、撮り直してください</translation>
    </message>
    <message>
        <source>the face in {file} is not good enough to enrol (quality {quality}, at least {least} is needed): take the picture again, nearer, sharper and frontal</source>
        <translation>{file} の顔は登録に十分な画質ではありません（{quality}、{least} 以上が必要）。近くで、はっきり、正面から撮り直してください</translation>
    </message>
    <message>
        <source>{file} hold this name or number already</source>
        <translation>この名前または番号はすでに使われています（{file}）</translation>
    </message>
</context>
<context>
    <name>Schedule</name>
    <message>
        <source>Name</source>
        <translation>名前</translation>
    </message>
    <message>
        <source>Time zone</source>
        <translation>タイムゾーン</translation>
    </message>
    <message>
        <source>Holidays of country or region</source>
        <translation>国・地域の祝日</translation>
    </message>
    <message>
        <source>More holidays</source>
        <translation>追加の休日</translation>
    </message>
    <message>
        <source>No holidays here</source>
        <translation>休日としない日</translation>
    </message>
    <message>
        <source>Add hours</source>
        <translation>時間帯を追加</translation>
    </message>
    <message>
        <source>Save</source>
        <translation>保存</translation>
    </message>
    <message>
        <source>Cancel</source>
        <translation>キャンセル</translation>
    </message>
    <message>
        <source>What has to be shown</source>
        <translation>必要な提示</translation>
    </message>
    <message>
        <source>From</source>
        <translation>開始日</translation>
    </message>
    <message>
        <source>Until</source>
        <translation>終了日</translation>
    </message>
    <message>
        <source>Remove these hours</source>
        <translation>この時間帯を削除</translation>
    </message>
</context>
<context>
    <name>ScreenKeyboard</name>
    <message>
        <source>Capitals</source>
        <translation>大文字</translation>
    </message>
    <message>
        <source>Letters or signs</source>
        <translation>文字と記号の切り替え</translation>
    </message>
    <message>
        <source>Space</source>
        <translation>空白</translation>
    </message>
    <message>
        <source>Delete the last character</source>
        <translation>1文字削除</translation>
    </message>
    <message>
        <source>Enter</source>
        <translation>確定</translation>
    </message>
</context>
<context>
    <name>SearchList</name>
    <message>
        <source>Search</source>
        <translation>検索</translation>
    </message>
    <message>
        <source>Results</source>
        <translation>検索結果</translation>
    </message>
    <message numerus="yes">
        <source>%n of {total} shown</source>
        <translation>
            <numerusform>{total}件中%n件を表示</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>SearchTable</name>
    <message>
        <source>Search</source>
        <translation>検索</translation>
    </message>
    <message>
        <source>Results</source>
        <translation>検索結果</translation>
    </message>
    <message numerus="yes">
        <source>%n of {total} shown</source>
        <translation>
            <numerusform>{total}件中%n件を表示</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>States</name>
    <message>
        <source>Active</source>
        <translation>有効</translation>
    </message>
    <message>
        <source>Suspended</source>
        <translation>停止中</translation>
    </message>
    <message>
        <source>Not valid yet</source>
        <translation>有効期間前</translation>
    </message>
    <message>
        <source>Expired</source>
        <translation>期限切れ</translation>
    </message>
    <message>
        <source>In no group</source>
        <translation>グループなし</translation>
    </message>
    <message>
        <source>Not enrolled fully</source>
        <translation>登録未完了</translation>
    </message>
</context>
<context>
    <name>TopBar</name>
    <message>
        <source>in order</source>
        <translation>正常</translation>
    </message>
    <message>
        <source>needs attention</source>
        <translation>要確認</translation>
    </message>
    <message>
        <source>not used</source>
        <translation>未使用</translation>
    </message>
    <message>
        <source>Gate: {state}</source>
        <translation>ゲート：{state}</translation>
    </message>
    <message>
        <source>Network: {state}</source>
        <translation>ネットワーク：{state}</translation>
    </message>
</context>
<context>
    <name>Weeks</name>
    <message>
        <source>Holiday</source>
        <translation>祝日</translation>
    </message>
    <message>
        <source>face</source>
        <translation>顔</translation>
    </message>
    <message>
        <source>badge or PIN</source>
        <translation>バッジまたはPIN</translation>
    </message>
    <message>
        <source>face, badge or PIN</source>
        <translation>顔、バッジ、PINのいずれか</translation>
    </message>
    <message>
        <source>badge and PIN</source>
        <translation>バッジとPIN</translation>
    </message>
    <message>
        <source>face and badge or PIN</source>
        <translation>顔とバッジまたはPIN</translation>
    </message>
    <message>
        <source>all day</source>
        <translation>終日</translation>
    </message>
    <message>
        <source>{hours} the next day</source>
        <translation>{hours}（翌日）</translation>
    </message>
    <message>
        <source>holidays of {place}</source>
        <translation>{place}の祝日</translation>
    </message>
    <message>
        <source>also {days}</source>
        <translation>追加の休日 {days}</translation>
    </message>
    <message>
        <source>but not {days}</source>
        <translation>休日としない日 {days}</translation>
    </message>
</context>
</TS>
